import {
  commands,
  Disposable,
  type ExtensionContext,
  type QuickPickItem,
  Selection,
  type TextDocument,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import {
  type ComparedPair,
  type ComparedSide,
  ComparisonState,
  FromComparison,
  type SideName,
  type ToComparison,
} from '../../server/src/core/comparison.ts'
import type { Document, Region } from '../../server/src/core/format/document.ts'
import { parse } from '../../server/src/core/format/parse.ts'
import { type RegionPlace, regionAt } from '../../server/src/core/format/region-at.ts'
import { type CommittedFile, committed } from './git.ts'
import { pageHtml } from './page.ts'
import { isLimo, macrosOf, optionsOf, pageOf } from './preview-panel.ts'

/** Shows two solutions side by side: two of the example at the cursor, or one of it as the last commit has it and as it is now. */
export async function compareSolutions(context: ExtensionContext, client: LanguageClient): Promise<void> {
  const editor = window.activeTextEditor
  if (!editor || !isLimo(editor.document)) {
    return void window.showInformationMessage('Put the cursor into an example of a .limo file first')
  }
  const { document, selection } = editor
  const offset = document.offsetAt(selection.active)
  const place = regionAt(parse(document.getText()), offset)
  const file = await committed(document.uri)
  const choices = await choicesOf(place, offset, file)
  if (!choices.length) {
    const about = place.region.example
      ? 'This example has one solution, and no version of it in git to compare it with'
      : 'Put the cursor into an example first'
    return void window.showInformationMessage(about)
  }
  const title = 'LIMO: Compare Solutions'
  const chosen = choices.length === 1 ? choices[0] : await window.showQuickPick(choices, { title })
  if (!chosen) return
  const panel = window.createWebviewPanel(viewType, '', { viewColumn: ViewColumn.Active }, optionsOf(context))
  comparison(context, client, panel, { document, id: nameIn(place.region), pair: chosen.pair, file })
}

const viewType = 'limo.comparison'

/** Shows comparisons again that were open before the window was reloaded. */
export function restoredComparisons(context: ExtensionContext, client: LanguageClient): Disposable {
  return window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(panel, state: unknown) {
      const compared = await keptIn(state)
      if (compared) comparison(context, client, panel, compared)
      else panel.dispose()
    },
  })
}

/** What a page has kept, if it is still there. */
async function keptIn(state: unknown): Promise<Compared | undefined> {
  const kept = ComparisonState.safeParse(state)
  if (!kept.success) return undefined
  const { id, pair } = kept.data
  try {
    const document = await workspace.openTextDocument(Uri.parse(kept.data.uri, true))
    const file = pair.type === 'committed' ? await committed(document.uri) : undefined
    const isThere = regionNamed(parse(document.getText()), id) && (pair.type === 'both' || file)
    return isThere ? { document, id, pair, file } : undefined
  } catch {
    return undefined
  }
}

/** Two solutions of an example, by its id. */
interface Compared {
  readonly document: TextDocument
  readonly id: string
  readonly pair: ComparedPair
  readonly file: CommittedFile | undefined
}

interface Choice extends QuickPickItem {
  readonly pair: ComparedPair
}

async function choicesOf(
  { region, start }: RegionPlace,
  offset: number,
  file: CommittedFile | undefined,
): Promise<Choice[]> {
  const solutions = region.example?.solutions ?? []
  const here = Math.max(
    0,
    solutions.findLastIndex(({ directive }) => start + directive.line.start <= offset),
  )
  const names = solutions.map(({ flawed, title }, i) =>
    [solutions.length > 1 ? `Solution ${i + 1}` : 'Solution', flawed && 'flawed', title?.text]
      .filter(Boolean)
      .join(' · '),
  )
  const pairs: Choice[] = []
  for (const left of solutions.keys()) {
    for (let right = left + 1; right < solutions.length; right++) {
      pairs.push({ label: `${names[left]}, ${names[right]}`, pair: { type: 'both', left, right } })
    }
  }
  const old = file && regionNamed(parse((await file.read()) ?? ''), nameIn(region))
  const older = solutions.flatMap((_, solution): Choice[] =>
    old?.region.example?.solutions[solution]
      ? [{ label: `${names[solution]}: last commit, now`, pair: { type: 'committed', solution } }]
      : [],
  )
  // Those of the solution at the cursor come first.
  const isHere = ({ pair }: Choice): boolean =>
    pair.type === 'both' ? pair.left === here || pair.right === here : pair.solution === here
  return [...pairs, ...older].sort((a, b) => Number(isHere(b)) - Number(isHere(a)))
}

/** How long after the last change the page gets the new text, in milliseconds. */
const delay = 150

function comparison(
  context: ExtensionContext,
  client: LanguageClient,
  panel: WebviewPanel,
  { document: first, file, id, pair }: Compared,
): void {
  let document = first
  let parsed: Document | undefined
  let waiting: ReturnType<typeof setTimeout> | undefined
  /** Where the regions of the sides begin in their texts, as the page has them. */
  const starts = { left: 0, right: 0 }
  panel.title = `Compare ${id}`
  panel.iconPath = {
    light: Uri.joinPath(context.extensionUri, 'media/limo-file-light.svg'),
    dark: Uri.joinPath(context.extensionUri, 'media/limo-file-dark.svg'),
  }
  const later = (): void => {
    clearTimeout(waiting)
    waiting = setTimeout(() => void post(), delay)
  }
  const listening = Disposable.from(
    panel.webview.onDidReceiveMessage(message => {
      const read = FromComparison.safeParse(message)
      if (read.success) void receive(read.data)
    }),
    workspace.onDidChangeTextDocument(event => {
      if (event.document === document) later()
    }),
    workspace.onDidOpenTextDocument(opened => {
      if (!isLimo(opened) || opened === document || opened.uri.toString() !== document.uri.toString()) return
      document = opened
      later()
    }),
    workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('limo') || event.affectsConfiguration('markdown.math')) later()
    }),
    ...(pair.type === 'committed' && file ? [file.onDidChange(later)] : []),
  )
  panel.onDidDispose(() => {
    clearTimeout(waiting)
    listening.dispose()
  })
  panel.webview.options = optionsOf(context)
  panel.webview.html = pageHtml(panel.webview, pageOf(context), 'compare', 'Compare')

  async function receive(message: FromComparison): Promise<void> {
    if (message.type === 'ready') await post()
    else if (message.type === 'rule') await commands.executeCommand('limo.openRule', message.id)
    else await go(message.side, message.at)
  }

  /** Nothing where the example is no longer there: what was shown stays. */
  async function post(): Promise<void> {
    if (document.isClosed) document = await workspace.openTextDocument(document.uri)
    parsed = parse(document.getText(), parsed)
    const macros = await macrosOf(client, document)
    const now = regionNamed(parsed, id)
    const old = pair.type === 'both' ? now : regionNamed(parse((await file?.read()) ?? ''), id)
    if (!now || !old) return
    starts.left = old.start
    starts.right = now.start
    const [left, right] = pair.type === 'both' ? [pair.left, pair.right] : [pair.solution, pair.solution]
    const names =
      pair.type === 'both' ? [`Solution ${left + 1}`, `Solution ${right + 1}`] : ['Last commit', 'Now, in the editor']
    const message: ToComparison = {
      type: 'sides',
      left: sideOf(old, left, names[0]!, macros),
      right: sideOf(now, right, names[1]!, macros),
      state: { uri: document.uri.toString(), id, pair },
    }
    void panel.webview.postMessage(message)
  }

  async function go(side: SideName, at: number): Promise<void> {
    const isOld = side === 'left' && pair.type === 'committed' && file
    const shown = isOld ? await workspace.openTextDocument(file.uri) : document
    const position = shown.positionAt(starts[side] + at)
    const open = window.visibleTextEditors.find(editor => editor.document === shown)
    await window.showTextDocument(shown, {
      viewColumn: open?.viewColumn ?? ViewColumn.Beside,
      selection: new Selection(position, position),
    })
  }
}

interface NamedPlace extends RegionPlace {
  readonly head: string
}

/** The example of a name, with the header of its file. */
function regionNamed(document: Document, name: string): NamedPlace | undefined {
  let start = document.bom ? 1 : 0
  for (const [index, region] of document.regions.entries()) {
    if (region.example && nameIn(region) === name) {
      return { index, region, start, head: index ? document.regions[0]!.text : '' }
    }
    start += region.text.length
  }
  return undefined
}

function nameIn({ example }: Region): string {
  return example?.id?.text ?? ''
}

function sideOf(
  { head, region }: NamedPlace,
  solution: number,
  name: string,
  macros: Record<string, string>,
): ComparedSide {
  return { name, head, region: region.text, solution, macros }
}
