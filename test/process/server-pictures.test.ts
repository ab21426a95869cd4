import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Client, type ClientOptions, pulling, startClient, until } from '../client.ts'
import { assertSvg, picturesIn } from '../svg.ts'

const images = { images: { color: '#cccccc' } }

const text = `@limo 1
macros:
  \\half: \\frac{#1}{2}

@example a

@problem
What is $\\half{4}$?

@solution

@step derive {#two}: Halves, as $x$
Half of $4$ is $\\half{4} = 2$, said ![a](https://example.org/a.png).

@step conclude
By [#two] it is $\\boxed{2}$.

@answer: 2
`

async function withClient(options: ClientOptions, run: (client: Client) => Promise<void>): Promise<void> {
  const client = await startClient({ initializationOptions: images, ...options })
  try {
    client.open('untitled:a', text)
    await run(client)
  } finally {
    assert.equal(await client.close(), 0)
  }
}

interface Found {
  readonly contents: { readonly kind: string; readonly value: string }
}

/** The hover at the first place of a text, some characters into it. */
async function hoverAt(client: Client, place: string, into = 1, whole = text): Promise<Found | null> {
  const before = whole.slice(0, whole.indexOf(place) + into).split('\n')
  const position = { line: before.length - 1, character: before.at(-1)!.length }
  return client.connection.sendRequest('textDocument/hover', { textDocument: { uri: 'untitled:a' }, position })
}

/** The same, once it has that many pictures: on a busy machine those that come late are left out, and there at the next look. */
async function picturesAt(client: Client, place: string, into: number, count: number): Promise<string> {
  let value = ''
  await until(`${count} pictures at ${place}`, async () => {
    value = (await hoverAt(client, place, into))?.contents.value ?? ''
    return picturesIn(value).length >= count
  })
  assert.equal(picturesIn(value).length, count, value)
  return value
}

test('a formula is shown as a picture in the colour of the client, its macros counted', () =>
  withClient({}, async client => {
    const found = await hoverAt(client, '$\\half{4} = 2', 7)
    assert.equal(found?.contents.kind, 'markdown')
    const [formula, ...more] = picturesIn(found!.contents.value)
    assertSvg(formula!)
    assert.match(formula!, /^<svg color="#cccccc" /)
    assert.deepEqual(more, [])
    assert.equal(picturesIn((await hoverAt(client, '$x$'))!.contents.value).length, 1)
    await client.connection.sendNotification('limo/images', { color: '#112233' })
    const again = await hoverAt(client, '$\\half{4} = 2', 7)
    assert.deepEqual(picturesIn(again!.contents.value), [formula!.replace('#cccccc', '#112233')])
    await client.connection.sendNotification('limo/images', { color: 'url(#a)' })
    const refused = await hoverAt(client, '$\\half{4} = 2', 7)
    assert.match(picturesIn(refused!.contents.value)[0]!, /^<svg color="#808080" /)
  }))

test('a command shows what it makes, a reference the step that it names', () =>
  withClient({}, async client => {
    assert.match(await picturesAt(client, '\\boxed', 3, 2), /`\\boxed\{…\}` !\[/)
    const value = await picturesAt(client, '[#two]', 3, 3)
    assert.match(value, /^\*\*Step 1 \(derive\): Halves, as !\[x\]/)
    assert.ok(value.includes('![4](data:'))
    assert.doesNotMatch(value, /!\[[^\]]*\]\((?!data:)/)
  }))

test('without pictures there are words: switched off, not asked for, or not known', async () => {
  await withClient({ settings: { limo: { hover: { images: false } } } }, async client => {
    // Once this is answered, the settings have been asked for.
    await client.items('untitled:a')
    assert.equal(await hoverAt(client, '$x$'), null)
    const step = await hoverAt(client, '[#two]', 3)
    assert.match(step!.contents.value, /```limo\nHalf of \$4\$/)
  })
  await withClient({ initializationOptions: {} }, async client => {
    assert.deepEqual(picturesIn((await hoverAt(client, '\\boxed', 3))!.contents.value), [])
  })
  const plain = {
    ...pulling,
    textDocument: { ...pulling.textDocument, hover: { contentFormat: ['plaintext' as const] } },
  }
  await withClient({ capabilities: plain }, async client => {
    const { contents } = (await hoverAt(client, '\\boxed', 3))!
    assert.deepEqual(contents, { kind: 'plaintext', value: '\\boxed{…}\n\nA box around the final answer' })
  })
})

test('a completion shows its symbol, and a picture when it is looked at', () =>
  withClient(
    {
      capabilities: {
        ...pulling,
        textDocument: { ...pulling.textDocument, completion: { completionItem: { labelDetailsSupport: true } } },
      },
    },
    async client => {
      const position = { line: 7, character: '@problem\nWhat is $\\'.split('\n')[1]!.length }
      interface Item {
        readonly label: string
        readonly labelDetails?: { readonly description?: string }
        readonly documentation?: { readonly value: string }
      }
      const items: Item[] = await client.connection.sendRequest('textDocument/completion', {
        textDocument: { uri: 'untitled:a' },
        position,
      })
      const resolved = async (label: string): Promise<Item> =>
        client.connection.sendRequest('completionItem/resolve', items.find(item => item.label === label)!)
      assert.equal(items.find(({ label }) => label === '\\hbar')?.labelDetails?.description, 'ℏ')
      for (const label of ['\\hbar', '\\half']) {
        const { documentation } = await resolved(label)
        const [picture] = picturesIn(documentation!.value)
        assertSvg(picture!)
      }
      assert.equal((await resolved('\\hbox')).documentation?.value.includes('Text inside the formula'), true)
    },
  ))

const hostile: readonly string[] = [
  '\\def\\a{\\a\\a}\\a',
  `${'{'.repeat(4_900)}x${'}'.repeat(4_900)}`,
  'x+'.repeat(4_999),
  `\\sqrt{${'\\frac{'.repeat(900)}`,
  '\\rule{99999em}{99999em}',
  '\\href{javascript:alert(1)}{x}',
  '\\htmlData{a=b}{x}',
  '\\require{html}x',
  '\\mmlToken{mi}[href="javascript:alert(1)"]{x}',
  '\\color{url(https://example.org)}x',
  '\\includegraphics{https://example.org/a.png}',
  '\\text{\ud800}',
  `\\begin{array}{${'c'.repeat(3_000)}}${'&'.repeat(2_900)}\\end{array}`,
  `${'x^{'.repeat(2_000)}${'}'.repeat(2_000)}`,
]

test('hostile formulas are answered without a picture, and the next one is shown', () =>
  withClient({}, async client => {
    let version = 1
    for (const formula of hostile) {
      const whole = text.replace('What is', () => `See $$ ${formula} $$ and`)
      client.change('untitled:a', ++version, [{ text: whole }])
      const found = await hoverAt(client, '$$', 2, whole)
      assert.deepEqual(picturesIn(found?.contents.value ?? ''), [], formula.slice(0, 60))
      const next = await hoverAt(client, '\\boxed', 0, whole)
      assert.ok(picturesIn(next!.contents.value).length, `after ${formula.slice(0, 60)}`)
    }
  }))

test('a step full of slow formulas is answered with those that were ready', () =>
  withClient({}, async client => {
    const slow = Array.from({ length: 12 }, (_, i) => `$${'x+'.repeat(4_000 + i)}x$`).join(' ')
    const whole = text.replace('Half of', () => `First $y^2$. ${slow} Half of`)
    client.change('untitled:a', 2, [{ text: whole }])
    const found = await hoverAt(client, '[#two]', 3, whole)
    assert.ok(picturesIn(found!.contents.value).length > 0)
    assert.ok(found!.contents.value.length < 100_000)
  }))
