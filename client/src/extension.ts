import { commands, type ExtensionContext, type Uri, window } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { checkFile, checkSolution, checkWorkspace, clearCache, clearVerdicts, estimateDifficulty } from './check.ts'
import { languageClient, statusItem } from './client.ts'
import { compareSolutions, restoredComparisons } from './compare.ts'
import { exportDataSet } from './export.ts'
import { exportPreview } from './export-preview.ts'
import { tellTheme } from './images.ts'
import { importDataSet, importPreview } from './import.ts'
import { modelStatus } from './model-status.ts'
import { models as modelsOf } from './models.ts'
import { newExample } from './new-example.ts'
import { pasteAsExample, pasteEdits } from './paste.ts'
import { previews } from './preview.ts'
import { trainedText } from './preview-export.ts'
import { reports } from './report.ts'
import { openRule, ruleDocs } from './rule-docs.ts'
import { openScoreDocs, showScore } from './score.ts'
import { clearKey, selectModel, setKey } from './select-model.ts'
import { insertSymbol } from './symbols.ts'
import { testsView } from './tests-view.ts'
import { dataSetTree } from './tree.ts'

let stop: (() => Promise<void>) | undefined

export function activate(context: ExtensionContext): void {
  const output = window.createOutputChannel('LIMO', { log: true })
  const models = modelsOf(context, () => client)
  const client: LanguageClient = languageClient(context, output, models)
  const shown = previews(context, client)
  const tree = dataSetTree(client)
  const shownReports = reports(context, client)
  const trained = trainedText(context, client)
  const importing = importPreview()
  stop = () => client.stop()
  context.subscriptions.push(
    output,
    statusItem(client),
    modelStatus(models),
    testsView(client, models),
    shown,
    shownReports,
    restoredComparisons(context, client),
    tree,
    trained,
    ruleDocs(context),
    tellTheme(client),
    importing,
    pasteEdits(),
    commands.registerCommand('limo.openPreview', () => shown.open('here')),
    commands.registerCommand('limo.openPreviewToSide', () => shown.open('beside')),
    commands.registerCommand('limo.insertSymbol', () => insertSymbol(context, client)),
    commands.registerCommand('limo.pinPreview', () => shown.togglePin()),
    commands.registerCommand('limo.copyLatex', () => shown.copy('latex')),
    commands.registerCommand('limo.copyMathml', () => shown.copy('mathml')),
    commands.registerCommand('limo.copyMarkdown', () => shown.copy('markdown')),
    commands.registerCommand('limo.importDataSet', (one?: Uri, all?: readonly Uri[]) =>
      importDataSet(client, output, importing, all ?? (one ? [one] : [])),
    ),
    commands.registerCommand('limo.newExample', newExample),
    commands.registerCommand('limo.pasteAsExample', pasteAsExample),
    commands.registerCommand('limo.exportDataSet', () => exportDataSet(context, client, output, shown.shown())),
    commands.registerCommand('limo.exportSelection', (one?: Uri, all?: readonly Uri[]) =>
      exportDataSet(context, client, output, shown.shown(), all?.length ? all : one ? [one] : []),
    ),
    commands.registerCommand('limo.previewExport', () => trained.open(false)),
    commands.registerCommand('limo.previewExportAs', () => trained.open(true)),
    commands.registerCommand('limo.previewExportOptions', () => trained.changeOptions()),
    commands.registerCommand('limo.compareSolutions', () => compareSolutions(context, client)),
    commands.registerCommand('limo.openReport', (uri?: unknown) => shownReports.open(uri)),
    commands.registerCommand('limo.groupByFile', () => tree.groupBy('file')),
    commands.registerCommand('limo.groupByDomain', () => tree.groupBy('domain')),
    commands.registerCommand('limo.groupByStatus', () => tree.groupBy('status')),
    commands.registerCommand('limo.filterExamples', () => tree.filter()),
    commands.registerCommand('limo.clearFilter', () => tree.clearFilter()),
    commands.registerCommand('limo.openExample', (node: unknown) => tree.open(node)),
    commands.registerCommand('limo.previewExample', (node: unknown) => tree.openThen(node, 'limo.openPreviewToSide')),
    commands.registerCommand('limo.checkExample', (node: unknown) => tree.openThen(node, 'limo.checkSolution')),
    commands.registerCommand('limo.exportPreview', () => exportPreview(client, output, shown.shown())),
    commands.registerCommand('limo.checkSolution', (...asked: unknown[]) => checkSolution(client, models, ...asked)),
    commands.registerCommand('limo.checkFile', () => checkFile(client, models)),
    commands.registerCommand('limo.checkWorkspace', () => checkWorkspace(client, models)),
    commands.registerCommand('limo.estimateDifficulty', () => estimateDifficulty(client, models)),
    commands.registerCommand('limo.clearVerdicts', () => clearVerdicts(client)),
    commands.registerCommand('limo.selectModel', () => selectModel(client, models)),
    commands.registerCommand('limo.setModelKey', () => setKey(models)),
    commands.registerCommand('limo.clearModelKey', () => clearKey(models)),
    commands.registerCommand('limo.clearModelCache', () => clearCache(models)),
    commands.registerCommand('limo.restartServer', () => client.restart()),
    commands.registerCommand('limo.openRule', openRule),
    commands.registerCommand('limo.showScore', (...asked: unknown[]) => showScore(client, ...asked)),
    commands.registerCommand('limo.openScoreDocs', () => openScoreDocs(context)),
  )
  client.start().catch(error => output.error(`The language server does not start: ${error}`))
}

export function deactivate(): Promise<void> | undefined {
  return stop?.()
}
