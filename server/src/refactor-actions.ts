import { type CodeAction, CodeActionKind } from 'vscode-languageserver'
import { contextOf } from './core/context.ts'
import { refactorings } from './core/features/refactor.ts'
import { render } from './core/message.ts'
import type { Settings } from './core/settings.ts'
import { type OpenText, type PlaceInText, type Rim, textEdits } from './lsp.ts'

/** What can be done with the text at a place, whether something was found there or not. */
export function refactorActions(
  text: OpenText,
  { offset, region }: PlaceInText,
  settings: Settings,
  rim: Rim,
): CodeAction[] {
  const { words } = contextOf(text.document, settings)
  return [...refactorings(text.document.regions[region]!, offset, words)].map(({ edits, title }) => ({
    title: render(title),
    kind: CodeActionKind.RefactorRewrite,
    edit: { changes: { [text.uri]: textEdits(text, region, edits, rim.encoding) } },
  }))
}
