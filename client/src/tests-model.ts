import {
  Location,
  Position,
  type TestController,
  type TestItem,
  TestMessage,
  type TestRun,
  type TestRunRequest,
  Uri,
  window,
} from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import type { JudgedExample, JudgeScope } from '../../server/src/core/judge-protocol.ts'
import { wordsOn } from './check.ts'
import { counted, type Estimate, estimate, judge, spend, usualCounts } from './judging.ts'
import type { Models, Ready } from './models.ts'
import { say } from './tests-rules.ts'
import type { Chosen, ExampleTest, TestTree } from './tests-tree.ts'

/** Has the model judge what was chosen, and tells of each test what became of it. */
export async function runWithModel(
  client: LanguageClient,
  models: Models,
  model: Ready,
  controller: TestController,
  tree: TestTree,
  request: TestRunRequest,
): Promise<void> {
  const chosen = await tree.chosen(request)
  const counts = usualCounts()
  const scopes = scopesOf(client, chosen, request)
  if (!(await agreed(client, model, scopes, counts))) return
  const run = controller.createTestRun(request)
  const told = new Set<TestItem>()
  try {
    for (const { wanted } of chosen) for (const items of wanted.values()) for (const item of items) run.enqueued(item)
    for (const scope of scopes) {
      if (run.token.isCancellationRequested) return
      const tell = ({ judged }: { judged?: JudgedExample | undefined }): void => {
        if (judged) tellJudged(run, chosen, judged, model, told)
      }
      const result = await judge(client, models, model, { scope, ...counts }, run.token, tell)
      for (const judged of result?.judged ?? []) tell({ judged })
      if (result?.stopped === undefined) continue
      run.appendOutput(`${result.stopped}\r\n`)
      if (!run.token.isCancellationRequested) void window.showErrorMessage(result.stopped)
      return
    }
    if (run.token.isCancellationRequested) return
    for (const { wanted } of chosen) {
      for (const items of wanted.values()) for (const item of items) if (!told.has(item)) run.skipped(item)
    }
  } finally {
    run.end()
  }
}

type Counts = ReturnType<typeof usualCounts>

function scopesOf(client: LanguageClient, chosen: readonly Chosen[], request: TestRunRequest): JudgeScope[] {
  if (!request.include && !request.exclude?.length) return [{ type: 'workspace' }]
  return chosen.flatMap(({ file, wanted, whole }): JudgeScope[] => {
    const uri = client.code2ProtocolConverter.asUri(file.uri)
    if (whole && wanted.size === file.examples.size) return [{ type: 'file', uri }]
    const positions = [...wanted.keys()].map(key => file.examples.get(key)!.told.range.start)
    if (!positions.length) return []
    return [
      positions.length === 1 ? { type: 'example', uri, position: positions[0]! } : { type: 'examples', uri, positions },
    ]
  })
}

/** One example is checked at once; of more, the user sees first what it takes. */
async function agreed(
  client: LanguageClient,
  model: Ready,
  scopes: readonly JudgeScope[],
  counts: Counts,
): Promise<boolean> {
  if (scopes.length === 1 && scopes[0]!.type === 'example') return true
  const all = await Promise.all(scopes.map(scope => estimate(client, model, { scope, ...counts })))
  const sum = (of: (one: Estimate) => number): number => all.reduce((total, one) => total + of(one), 0)
  const requests = sum(one => one.requests)
  if (!requests) return true
  const tokens = { input: sum(one => one.tokens.input), output: sum(one => one.tokens.output) }
  const cost = all.some(one => one.cost !== undefined) ? sum(one => one.cost ?? 0) : undefined
  const detail = `About ${spend(tokens, cost)}. What is up to date is not asked again.`
  const check = 'Check'
  const question = `Send ${counted(requests, 'request')} to ${model.info.model}?`
  return (await window.showInformationMessage(question, { modal: true, detail }, check)) === check
}

function tellJudged(
  run: TestRun,
  chosen: readonly Chosen[],
  judged: JudgedExample,
  { info }: Ready,
  told: Set<TestItem>,
): void {
  const uri = Uri.parse(judged.uri)
  const one = chosen.find(({ file }) => file.uri.toString() === uri.toString())
  const [key, example] =
    [...(one?.file.examples ?? [])].find(
      ([
        ,
        {
          told: { range },
        },
      ]) => isIn(judged, range),
    ) ?? []
  const items = one?.wanted.get(key ?? '')
  if (!example || !items) return
  const { failed, reviews, solves } = judged
  say(run, `${example.item.label}: ${wordsOn(judged, info.model) || failed}`, example.item)
  if (items.has(example.item) && !told.has(example.item)) {
    told.add(example.item)
    if (failed !== undefined && !solves) run.errored(example.item, new TestMessage(failed))
    else if (solves?.agreement === 'different')
      run.failed(example.item, answerMessage(example, uri, solves, info.model))
    else if (solves?.agreement === 'undecided') run.skipped(example.item)
    else run.passed(example.item)
  }
  for (const review of reviews) {
    const item = example.solutions[review.solution]
    if (!item || !items.has(item) || told.has(item)) continue
    told.add(item)
    if (review.agrees) run.passed(item)
    else run.failed(item, reviewMessage(uri, review, info.model))
  }
}

function isIn(
  { position }: JudgedExample,
  { end, start }: { start: { line: number }; end: { line: number } },
): boolean {
  return position.line >= start.line && position.line <= end.line
}

function answerMessage(
  { told }: ExampleTest,
  uri: Uri,
  { answer, expected, of, solved }: NonNullable<JudgedExample['solves']>,
  model: string,
): TestMessage {
  const text = `${model} answers ${answer}, the example ${expected}; it comes to that in ${solved} of ${of}`
  const message = TestMessage.diff(text, expected, answer)
  const { character, line } = (told.answer ?? told.range).start
  message.location = new Location(uri, new Position(line, character))
  return message
}

function reviewMessage(
  uri: Uri,
  { flawed, position, reason, step }: JudgedExample['reviews'][number],
  model: string,
): TestMessage {
  const actual = step === undefined ? 'no step is wrong' : `step ${step} is wrong${reason && `: ${reason}`}`
  const expected = flawed ? 'the marked step is wrong' : 'every step is right'
  const message = TestMessage.diff(`${model}: ${actual}`, expected, actual)
  message.location = new Location(uri, new Position(position.line, position.character))
  return message
}
