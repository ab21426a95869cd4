import { commands, type ExtensionContext, type Uri, window } from 'vscode'
import { checkSolution } from './check.ts'
import { languageClient, statusItem } from './client.ts'
import { compareSolutions } from './compare.ts'
import { exportDataSet } from './export.ts'
import { exportPreview } from './export-preview.ts'
import { tellTheme } from './images.ts'
import { importDataSet, importPreview } from './import.ts'
import { userModels } from './models.ts'
import { newExample } from './new-example.ts'
import { pasteAsExample, pasteEdits } from './paste.ts'
import { previews } from './preview.ts'
import { openRule, ruleDocs } from './rule-docs.ts'
import { openScoreDocs, showScore } from './score.ts'
import { insertSymbol } from './symbols.ts'

let stop: (() => Promise<void>) | undefined

export function activate(context: ExtensionContext): void {
  const output = window.createOutputChannel('LIMO', { log: true })
  const models = userModels(context)
  const client = languageClient(context, output, models)
  const shown = previews(context, client)
  const importing = importPreview()
  stop = () => client.stop()
  context.subscriptions.push(
    output,
    statusItem(client),
    shown,
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
    commands.registerCommand('limo.exportDataSet', () => exportDataSet(client, output)),
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
