import { commands, type ExtensionContext, type Uri, window } from 'vscode'
import { checkSolution } from './check.ts'
import { languageClient, statusItem } from './client.ts'
import { compareSolutions } from './compare.ts'
import { exportDataSet } from './export.ts'
import { exportPreview } from './export-preview.ts'
import { tellTheme } from './images.ts'
import { userModels } from './models.ts'
import { previews } from './preview.ts'
import { trainedText } from './preview-export.ts'
import { openRule, ruleDocs } from './rule-docs.ts'
import { openScoreDocs, showScore } from './score.ts'
import { insertSymbol } from './symbols.ts'

let stop: (() => Promise<void>) | undefined

export function activate(context: ExtensionContext): void {
  const output = window.createOutputChannel('LIMO', { log: true })
  const models = userModels(context)
  const client = languageClient(context, output, models)
  const shown = previews(context, client)
  const trained = trainedText(context, client)
  stop = () => client.stop()
  context.subscriptions.push(
    output,
    statusItem(client),
    shown,
    trained,
    ruleDocs(context),
    tellTheme(client),
    commands.registerCommand('limo.openPreview', () => shown.open('here')),
    commands.registerCommand('limo.openPreviewToSide', () => shown.open('beside')),
    commands.registerCommand('limo.insertSymbol', () => insertSymbol(context, client)),
    commands.registerCommand('limo.pinPreview', () => shown.togglePin()),
    commands.registerCommand('limo.copyLatex', () => shown.copy('latex')),
    commands.registerCommand('limo.copyMathml', () => shown.copy('mathml')),
    commands.registerCommand('limo.copyMarkdown', () => shown.copy('markdown')),
    commands.registerCommand('limo.exportDataSet', () => exportDataSet(context, client, output, shown.shown())),
    commands.registerCommand('limo.exportSelection', (one?: Uri, all?: readonly Uri[]) =>
      exportDataSet(context, client, output, shown.shown(), all?.length ? all : one ? [one] : []),
    ),
    commands.registerCommand('limo.previewExport', () => trained.open(false)),
    commands.registerCommand('limo.previewExportAs', () => trained.open(true)),
    commands.registerCommand('limo.previewExportOptions', () => trained.changeOptions()),
    commands.registerCommand('limo.compareSolutions', () => compareSolutions(context, client)),
    commands.registerCommand('limo.exportPreview', () => exportPreview(client, output, shown.shown())),
    commands.registerCommand('limo.checkSolution', () => checkSolution(client, models)),
    commands.registerCommand('limo.setModelKey', () => models.setKey()),
    commands.registerCommand('limo.clearModelKey', () => models.clearKey()),
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
