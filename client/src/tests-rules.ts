import { type CancellationToken, Location, type TestItem, TestMessage, type TestRun, type Uri } from 'vscode'
import { type LanguageClient, ProgressType } from 'vscode-languageclient/node'
import {
  runTestsRequest,
  type TestFinding,
  TestProgress,
  type TestResult,
} from '../../server/src/core/tests-protocol.ts'
import { send } from './client.ts'
import type { Chosen } from './tests-tree.ts'

/** What the rules and the mathematics say: an error fails the test that it stands in, as it fails `limo check`. */
export async function runRules(client: LanguageClient, run: TestRun, chosen: readonly Chosen[]): Promise<void> {
  for (const { file, wanted } of chosen) {
    if (!wanted.size) run.enqueued(file.item)
    for (const items of wanted.values()) for (const item of items) run.enqueued(item)
  }
  for (const one of chosen) {
    if (run.token.isCancellationRequested) return
    await runFile(client, run, one)
  }
}

/** How often a file is run anew because it was changed meanwhile. */
const attempts = 3

async function runFile(client: LanguageClient, run: TestRun, { file, wanted, whole }: Chosen): Promise<void> {
  const left = new Set(wanted.keys())
  let isHeadLeft = whole
  for (let n = 0; n < attempts && (left.size || isHeadLeft) && !run.token.isCancellationRequested; n++) {
    const keys = [...(isHeadLeft ? [''] : []), ...left]
    await findingsIn(client, file.uri, whole && n === 0 ? undefined : keys, run.token, result => {
      left.delete(result.key)
      if (!result.key && whole) {
        isHeadLeft = false
        tell(client, run, file.uri, file.item, result.findings)
      }
      const example = file.examples.get(result.key)
      const items = wanted.get(result.key)
      if (!example || !items) return
      if (result.undecided) say(run, 'The mathematics could not be worked out in time', example.item)
      const own = result.findings
      if (items.has(example.item)) {
        tell(
          client,
          run,
          file.uri,
          example.item,
          own.filter(({ solution }) => !example.solutions[solution ?? -1]),
        )
      }
      for (const [i, item] of example.solutions.entries()) {
        if (items.has(item))
          tell(
            client,
            run,
            file.uri,
            item,
            own.filter(({ solution }) => solution === i),
          )
      }
    })
  }
}

/** What is found in examples of a file, told as soon as it is known. */
async function findingsIn(
  client: LanguageClient,
  uri: Uri,
  keys: readonly string[] | undefined,
  token: CancellationToken,
  tell: (result: TestResult) => void,
): Promise<void> {
  const progress = `limo/runTests ${++count}`
  const listening = client.onProgress(progressType, progress, value => {
    const read = TestProgress.safeParse(value)
    if (read.success) for (const result of read.data) tell(result)
  })
  try {
    const params = { uri: client.code2ProtocolConverter.asUri(uri), progress, ...(keys && { keys: [...keys] }) }
    await send(client, runTestsRequest, params, token)
  } finally {
    listening.dispose()
  }
}

const progressType = new ProgressType<unknown>()
let count = 0

function tell(client: LanguageClient, run: TestRun, uri: Uri, item: TestItem, findings: readonly TestFinding[]): void {
  for (const finding of findings) {
    if (finding.severity === 'warning') {
      say(run, `${item.label}: ${finding.message} (${finding.rule}, a warning)`, item)
    }
  }
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.length) run.failed(item, messagesOf(client, uri, errors))
  else run.passed(item)
}

function messagesOf(client: LanguageClient, uri: Uri, findings: readonly TestFinding[]): TestMessage[] {
  return findings.map(finding => {
    const { actual, expected, message, rule } = finding
    const text = `${message} (${rule})`
    const told =
      expected !== undefined && actual !== undefined ? TestMessage.diff(text, expected, actual) : new TestMessage(text)
    told.location = locationOf(client, uri, finding)
    return told
  })
}

/** In the output of the run; at its place a finding stands anyway. */
export function say(run: TestRun, text: string, item: TestItem): void {
  run.appendOutput(`${text.replace(/\r?\n/g, '\r\n')}\r\n`, undefined, item)
}

function locationOf(client: LanguageClient, uri: Uri, { range }: TestFinding): Location {
  return new Location(uri, client.protocol2CodeConverter.asRange(range))
}
