import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Text } from '../server/src/core/format/text.ts'
import { textOf } from '../server/src/core/format/text.ts'
import { span } from '../server/src/core/span.ts'
import { languageOf, mathMark, proseOf, sentencesOf, wordsIn } from '../server/src/core/text/prose.ts'
import { defaultLexicon, lexicon } from '../server/src/core/words/lexicon.ts'
import { shippedWords } from '../server/src/core/words/shipped.ts'

const plain = (value: string): Text => textOf(value, [], span(0, value.length), 0)
const sentences = (value: string): string[] => {
  const text = plain(value)
  return sentencesOf(text).map(({ start, end }) => value.slice(start, end))
}

test('math is a noun of the same length, with its stop kept', () => {
  const value = 'So $x = 1.5$ and\n$$y = 2.$$ Then `z`.'
  const prose = proseOf(plain(value))
  assert.equal(prose.length, value.length)
  assert.equal(prose.replace(new RegExp(`${mathMark}+`, 'g'), 'M').replace(/\s+/g, ' '), 'So M and M. Then .')
})

test('sentences end where their reader thinks they do', () => {
  assert.deepEqual(sentences('We get $x = 1.5$. By Eq. (3), e.g. here, it is\ntwo. Then $$y = 2.$$ So it is.'), [
    'We get $x = 1.5$.',
    'By Eq. (3), e.g. here, it is\ntwo.',
    'Then $$y = 2.$$',
    'So it is.',
  ])
  assert.deepEqual(sentences('So\n$$y = 2$$\nOur claim follows\n\\[x\\]\nwhere $$z$$ A few more.'), [
    'So\n$$y = 2$$',
    'Our claim follows\n\\[x\\]\nwhere $$z$$',
    'A few more.',
  ])
  assert.deepEqual(sentences('因为 $n$ 是正整数，所以 $n > 0$。又 $m=2$；故得证。'), [
    '因为 $n$ 是正整数，所以 $n > 0$。',
    '又 $m=2$；故得证。',
  ])
  assert.deepEqual(sentences('First\n\nSecond. $x$ is it. (A) Third'), ['First', 'Second.', '$x$ is it.', '(A) Third'])
})

test('an entry is a whole word, a beginning of one, or words with a gap', () => {
  const words = lexicon({ en: { 'hand-waving': ['folk* says', 'it is … to see', '!clearly'] } })
  const found = (text: string): string[] => words.find('hand-waving', text).map(word => word.text)
  assert.deepEqual(found('Folklore  says so. It is not very hard to see, clearly.'), [
    'Folklore  says',
    'It is not very hard to see',
  ])
  assert.deepEqual(found('不难看出，unclearly 显然'), ['不难看出', '显然'])
  const passing = lexicon({ zh: { connective: ['~故事', '由…得'] }, en: { connective: ['~so that', 'thus … equal*'] } })
  const connectives = (text: string): string[] => passing.find('connective', text).map(word => word.text)
  assert.deepEqual(connectives('这个故事，故由\ufffc\ufffc得证'), ['故', '由\ufffc\ufffc得'])
  assert.deepEqual(connectives('So x, so that y; thus \ufffc is equally z'), ['So', 'thus \ufffc is equally'])
  assert.ok(defaultLexicon.has('hand-waving', 'Clearly, no.'))
})

test('every language has every list, without entries that say the same', () => {
  for (const lists of Object.values(shippedWords))
    for (const [name, entries] of Object.entries(lists)) {
      assert.ok(entries.length, name)
      assert.equal(new Set(entries.map(entry => entry.toLowerCase())).size, entries.length, name)
    }
})

test('words and languages are told apart', () => {
  assert.deepEqual(
    [...wordsIn("It's 3 不难看 x-ray")].map(word => word.text),
    ["It's", '不', '难', '看', 'x-ray'],
  )
  assert.equal(languageOf('We have that the sum is odd.'), 'en')
  assert.equal(languageOf('设 x 为整数'), 'zh')
  assert.equal(languageOf('Nous avons donc une somme impaire.'), undefined)
})

test('a word inside another hides none that begins in it, and searches do not disturb each other', () => {
  const words = lexicon({ en: { 'hand-waving': ['so that', 'that is so'] } })
  const found = (text: string): string[] => words.find('hand-waving', text).map(word => word.text)
  assert.deepEqual(found('also that is so, so that'), ['that is so', 'so that'])
  assert.ok(words.has('hand-waving', 'so that') && words.has('hand-waving', 'so that'))
})
