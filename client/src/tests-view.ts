import {
  type CancellationToken,
  commands,
  Disposable,
  TestRunProfileKind,
  TestRunRequest,
  tests,
  workspace,
} from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import type { Models } from './models.ts'
import { runWithModel } from './tests-model.ts'
import { runRules } from './tests-rules.ts'
import { testTree } from './tests-tree.ts'

/** Files, examples and solutions as tests: of the rules and the mathematics, and of the model in use. */
export function testsView(client: LanguageClient, models: Models): Disposable {
  const controller = tests.createTestController('limo', 'LIMO')
  const tree = testTree(controller, client)
  controller.resolveHandler = item => tree.resolve(item)
  controller.refreshHandler = () => tree.refresh()
  const rules = controller.createRunProfile(
    'Rules and Mathematics',
    TestRunProfileKind.Run,
    (request, token) => (request.continuous ? keepRunning(request, token) : runNow(request)),
    true,
    undefined,
    true,
  )
  const model = controller.createRunProfile(labelOf(models), TestRunProfileKind.Run, async request => {
    const ready = await models.ready()
    if (ready) await runWithModel(client, models, ready, controller, tree, request)
  })
  model.configureHandler = () => void commands.executeCommand('limo.selectModel')
  const listening = models.onDidChange(() => {
    model.label = labelOf(models)
  })
  return Disposable.from(controller, tree, rules, model, listening)

  async function runNow(request: TestRunRequest): Promise<void> {
    const run = controller.createTestRun(request)
    try {
      await runRules(client, run, await tree.chosen(request))
    } finally {
      run.end()
    }
  }

  /** Whatever is saved of what was chosen, until it is told to stop. */
  function keepRunning(request: TestRunRequest, token: CancellationToken): void {
    const saving = workspace.onDidSaveTextDocument(async document => {
      if (document.languageId !== 'limo') return
      const { item } = await tree.file(document.uri)
      const include = request.include?.filter(one => one.uri?.toString() === document.uri.toString()) ?? [item]
      if (include.length) await runNow(new TestRunRequest(include, request.exclude, rules, true))
    })
    token.onCancellationRequested(() => saving.dispose())
  }
}

function labelOf(models: Models): string {
  return `Model: ${models.name() || 'None Selected'}`
}
