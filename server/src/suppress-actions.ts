import { type CodeAction, CodeActionKind } from 'vscode-languageserver'
import { afterLineEnd, lineEnd } from './core/format/lines.ts'
import { lineEndOf } from './core/format/print.ts'
import type { Finding } from './core/rules/rule.ts'
import { span } from './core/span.ts'
import { diagnosticOf, type OpenText, type Rim, textEdits } from './lsp.ts'

/** Comments that silence a finding: on its line, and in its example. */
export function suppressActions(text: OpenText, region: number, finding: Finding, rim: Rim): CodeAction[] {
  if (finding.rule === 'unused-suppression') return []
  const source = text.document.regions[region]!.text
  const end = lineEndOf(text.document)
  const line = startOfLine(source, finding.span.start)
  const action = (title: string, at: number, comment: string): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnosticOf(text, region, finding, rim)],
    edit: {
      changes: { [text.uri]: textEdits(text, region, [{ span: span(at, at), text: comment + end }], rim.encoding) },
    },
  })
  const actions = [action(`Disable ${finding.rule} for this line`, line, `%% limo-disable-next-line ${finding.rule}`)]
  const { example } = text.document.regions[region]!
  if (example?.directive) {
    const below = afterLineEnd(source, lineEnd(source, example.directive.line.end))
    actions.push(action(`Disable ${finding.rule} for this example`, below, `%% limo-disable ${finding.rule}`))
  }
  return actions
}

function startOfLine(source: string, at: number): number {
  while (at > 0 && source[at - 1] !== '\n' && source[at - 1] !== '\r') at--
  return at
}
