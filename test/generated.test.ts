import { test } from 'node:test'
import { rulesPage } from '../server/src/core/rules/docs.ts'
import { rules } from '../server/src/core/rules/index.ts'
import { holdsGenerated } from './generated.ts'

test('the docs of the rules say what the rules say', () => {
  holdsGenerated('server/src/core/rules/README.md', rulesPage(rules))
})
