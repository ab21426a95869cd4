import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { withLists } from '../server/src/core/dataset/score-docs.ts'
import { formatsPage } from '../server/src/core/formats/docs.ts'
import { formats } from '../server/src/core/formats/index.ts'
import { readers } from '../server/src/core/formats/readers.ts'
import { rulesPage } from '../server/src/core/rules/docs.ts'
import { rules } from '../server/src/core/rules/index.ts'
import { holdsGenerated } from './generated.ts'

test('the docs of the rules say what the rules say', () => {
  holdsGenerated('server/src/core/rules/README.md', rulesPage(rules))
})

test('the docs of the formats say what the formats say', () => {
  holdsGenerated('server/src/core/formats/README.md', formatsPage(formats, readers))
})

test('the docs of the score have the lists of words', () => {
  const path = 'server/src/core/dataset/SCORE.md'
  const page = readFileSync(join(import.meta.dirname, '..', path), 'utf8').replaceAll('\r\n', '\n')
  holdsGenerated(path, withLists(page))
})
