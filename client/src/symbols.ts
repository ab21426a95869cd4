import {
  type ExtensionContext,
  type Memento,
  type QuickPickItem,
  QuickPickItemKind,
  Range,
  type Selection,
  SnippetString,
  type TextEditor,
  window,
} from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { commandStart } from '../../server/src/core/features/command.ts'
import { plainText } from '../../server/src/core/features/snippet.ts'
import { insertionOf, type LatexSymbol, searchSymbols } from '../../server/src/core/features/symbols.ts'
import { isLatexRequest } from '../../server/src/core/protocol.ts'
import { send } from './client.ts'

interface Item extends QuickPickItem {
  readonly symbol?: LatexSymbol
}

const recentKey = 'limo.symbols'
const recentLimit = 12
/** More than anybody scrolls through while typing. */
const shownLimit = 300

/** Lets choose one of all that KaTeX knows, by name, look or words, and types it at the cursors. */
export function insertSymbol({ globalState }: ExtensionContext, client: LanguageClient): void {
  const editor = window.activeTextEditor
  if (editor?.document.languageId !== 'limo') {
    return void window.showInformationMessage('Put the cursor into a .limo file first')
  }
  const recent = globalState.get<string[]>(recentKey, [])
  const pick = window.createQuickPick<Item>()
  pick.title = 'Insert Symbol'
  pick.placeholder = 'A name, a look, or words: alpha, ≤, <=, for all'
  pick.value = commandBefore(editor, editor.selection)?.text.slice(1) ?? ''
  pick.items = itemsFor(pick.value, recent)
  pick.onDidChangeValue(value => {
    pick.items = itemsFor(value, recent)
  })
  pick.onDidAccept(() => {
    const symbol = pick.selectedItems[0]?.symbol
    pick.hide()
    if (symbol) void insert(editor, symbol, client).then(() => remember(globalState, symbol))
  })
  pick.onDidHide(() => pick.dispose())
  pick.show()
}

/** The look stands in the label by itself: VS Code would sort what has its name there anew. */
function itemsFor(typed: string, recent: readonly string[]): Item[] {
  const found = searchSymbols(typed, recent)
  if (typed.trim()) return found.slice(0, shownLimit).map(itemOf)
  const used = found.filter(({ command }) => recent.includes(command))
  return [
    ...(used.length ? [separator('used lately'), ...used.map(itemOf)] : []),
    separator('all'),
    ...found.slice(used.length).map(itemOf),
  ]
}

function itemOf(symbol: LatexSymbol): Item {
  const { command, look, words } = symbol
  return { label: look || '·', description: words ? `${command}  —  ${words}` : command, symbol, alwaysShow: true }
}

function separator(label: string): Item {
  return { label, kind: QuickPickItemKind.Separator }
}

async function remember(memory: Memento, { command }: LatexSymbol): Promise<void> {
  const before = memory.get<string[]>(recentKey, [])
  await memory.update(recentKey, [command, ...before.filter(other => other !== command)].slice(0, recentLimit))
}

async function insert(editor: TextEditor, symbol: LatexSymbol, client: LanguageClient): Promise<void> {
  const { document, selections } = editor
  const ranges = selections.map(selection => commandBefore(editor, selection)?.range ?? selection)
  const isLatex = await areLatex(editor, ranges, client)
  const texts = ranges.map((range, i) => {
    const text = insertionOf(symbol, isLatex[i]!)
    // `\alpha` before a letter would be another command.
    const after = document.getText(new Range(range.end, range.end.translate(0, 1)))
    return /\\[A-Za-z]+$/.test(text) && /^[A-Za-z]/.test(after) ? `${text} ` : text
  })
  // The places of a snippet are filled at all cursors together only if it is the same one.
  if (texts.every(text => text === texts[0])) await editor.insertSnippet(new SnippetString(texts[0]), ranges)
  else {
    await editor.edit(edits => {
      for (const [i, range] of ranges.entries()) edits.replace(range, plainText(texts[i]!))
    })
  }
}

/** The command that is being typed at a cursor, which the symbol takes the place of. */
function commandBefore(
  { document }: TextEditor,
  { active, isEmpty }: Selection,
): { range: Range; text: string } | undefined {
  if (!isEmpty) return undefined
  const line = document.lineAt(active.line).text
  const start = commandStart(line, active.character)
  if (start === undefined) return undefined
  return {
    range: new Range(active.line, start, active.line, active.character),
    text: line.slice(start, active.character),
  }
}

/** Without the server, everywhere: nobody asks for a symbol to have dollars typed that are there already. */
async function areLatex(
  { document }: TextEditor,
  ranges: readonly Range[],
  client: LanguageClient,
): Promise<boolean[]> {
  const { asPosition, asUri } = client.code2ProtocolConverter
  try {
    const positions = ranges.map(range => asPosition(range.start))
    return (await send(client, isLatexRequest, { uri: asUri(document.uri), positions })).isLatex
  } catch {
    return ranges.map(() => true)
  }
}
