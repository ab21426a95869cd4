import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProgressType } from 'vscode-languageserver/node'
import { estimateRequest } from '../../server/src/core/judge-protocol.ts'
import { runTestsRequest, TestProgress, type TestResult, testsRequest } from '../../server/src/core/tests-protocol.ts'
import { type Client, startClient } from '../client.ts'

const uri = 'file:///nowhere/tests.limo'
const text = `@limo 1
license: MIT

@example sum
@problem
What is $1 + 1$?
@solution
So $1 + 1 = 2$, which is $\\boxed{2}$.
@answer: 2

@example two
@problem
What is $2 + 2$?
@solution
$\\boxed{4}$
@solution flawed: By a slip
@step
So $\\boxed{5}$.
@error: It is $4$.
@solution
@step
So $2 + 3 = 6$.
@step
That is $\\boxed{6}$.
@answer: 4

@example sum
@problem
Which?
`

async function withClient(run: (client: Client) => Promise<void>): Promise<void> {
  const client = await startClient()
  try {
    await run(client)
  } finally {
    assert.equal(await client.close(), 0)
  }
}

async function ran(client: Client, keys?: string[]): Promise<TestResult[]> {
  const results: TestResult[] = []
  const listening = client.connection.onProgress(new ProgressType<unknown>(), 'run', value => {
    results.push(...TestProgress.parse(value))
  })
  const { run } = runTestsRequest.result.parse(
    await client.connection.sendRequest(runTestsRequest.method, { uri, progress: 'run', ...(keys && { keys }) }),
  )
  listening.dispose()
  assert.equal(run, results.length)
  return results
}

test('examples and their solutions are tests, with names of their own and places', async () => {
  await withClient(async client => {
    client.open(uri, text)
    const { examples } = testsRequest.result.parse(await client.connection.sendRequest(testsRequest.method, { uri }))
    const lines = ({ range: { start, end } }: (typeof examples)[number]['solutions'][number]) => [start.line, end.line]
    assert.deepEqual(
      examples.map(({ key, range, solutions }) => [key, range.start.line, range.end.line, ...solutions.map(lines)]),
      [
        ['sum', 3, 8, [6, 8]],
        ['two', 10, 24, [13, 15], [15, 19], [19, 24]],
        ['sum~2', 26, 28],
      ],
    )
    assert.deepEqual(
      examples[1]!.solutions.map(({ flawed, title }) => [title, flawed]),
      [
        ['Solution 1', false],
        ['Solution 2: By a slip', true],
        ['Solution 3', false],
      ],
    )
  })
})

test('a run tells what is found in each example, with what is expected where that is known', async () => {
  await withClient(async client => {
    client.open(uri, text)
    const results = await ran(client)
    assert.deepEqual(
      results.map(({ key, undecided }) => [key, undecided]),
      ['', 'sum', 'two', 'sum~2'].map(key => [key, false]),
    )
    const errors = (result: TestResult) =>
      result.findings
        .filter(({ severity }) => severity === 'error')
        .map(({ actual, expected, range, rule, solution }) => [rule, range.start.line, solution, expected, actual])
    assert.deepEqual(errors(results[2]!), [
      ['false-equality', 21, 2, '5', '6'],
      ['answer-mismatch', 23, 2, '4', '6'],
    ])
    assert.ok(errors(results[3]!).some(([rule]) => rule === 'duplicate-id'))
  })
})

test('only those that are asked for are run', async () => {
  await withClient(async client => {
    client.open(uri, text)
    const results = await ran(client, ['two', 'gone'])
    assert.deepEqual(
      results.map(({ key }) => key),
      ['two'],
    )
  })
})

test('every example of a long file is told, portion by portion', async () => {
  await withClient(async client => {
    const examples = Array.from(
      { length: 450 },
      (_, i) => `@example e${i}\n@problem\nA?\n@solution\n$${i} + 1 = ${i % 100 === 7 ? 0 : i + 1}$\n`,
    )
    client.open(uri, examples.join('\n'))
    const results = await ran(client)
    const wrong = results.filter(({ findings }) => findings.some(({ rule }) => rule === 'false-equality'))
    assert.equal(results.length, 451)
    assert.deepEqual(
      wrong.map(({ key }) => key),
      ['e7', 'e107', 'e207', 'e307', 'e407'],
    )
  })
})

test('several examples of a file can be judged together', async () => {
  await withClient(async client => {
    client.open(uri, text)
    const model = {
      name: 'm',
      provider: 'openai-compatible',
      model: 'm',
      origin: 'http://localhost:1',
      parameters: {},
      concurrency: 1,
    }
    const estimated = async (lines: number[]) => {
      const positions = lines.map(line => ({ line, character: 0 }))
      const params = { scope: { type: 'examples', uri, positions }, model, samples: 2, reviews: 1 }
      return estimateRequest.result.parse(await client.connection.sendRequest(estimateRequest.method, params))
    }
    // Two solves each, and a review of each solution.
    const both = await estimated([3, 10])
    assert.deepEqual([both.examples, both.requests], [2, 8])
    const one = await estimated([10, 14])
    assert.deepEqual([one.examples, one.requests], [1, 5])
  })
})
