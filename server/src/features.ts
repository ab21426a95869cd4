import {
  type CompletionItem,
  CompletionItemKind,
  type Connection,
  type DocumentHighlight,
  DocumentHighlightKind,
  type DocumentSymbol,
  ErrorCodes,
  type FoldingRange,
  FoldingRangeKind,
  type Hover as HoverReply,
  type InlayHint,
  InsertTextFormat,
  type Location,
  type LocationLink,
  type MarkupContent,
  MarkupKind,
  type Position,
  type PositionEncodingKind,
  ResponseError,
  type SelectionRange,
  type ServerCapabilities,
  SymbolKind,
} from 'vscode-languageserver'
import { contextOf } from './core/context.ts'
import { type Completion, complete, triggerCharacters } from './core/features/completion.ts'
import { definition } from './core/features/definition.ts'
import { folding } from './core/features/folding.ts'
import { type Hover, hover } from './core/features/hover.ts'
import { illustratedHover } from './core/features/illustrated-hover.ts'
import { inlays } from './core/features/inlay.ts'
import { sampleOf } from './core/features/latex-completion.ts'
import { links } from './core/features/links.ts'
import { joinedHover, mathHover } from './core/features/math-hover.ts'
import { type OutlineItem, type OutlineKind, outline } from './core/features/outline.ts'
import { plainWords } from './core/features/plain-words.ts'
import { highlights, references } from './core/features/references.ts'
import { renamable, rename } from './core/features/rename.ts'
import { selection } from './core/features/selection.ts'
import type { Region } from './core/format/document.ts'
import type { MathFacts } from './core/math/facts.ts'
import { render } from './core/message.ts'
import type { InlayHints } from './core/settings.ts'
import type { Span } from './core/span.ts'
import { type OpenText, type PlaceInText, placeAt, positionOf, rangeOf, textEdits } from './lsp.ts'
import { type Gallery, withPictures } from './pictures.ts'
import type { Entry } from './workspace.ts'

export const featureCapabilities: ServerCapabilities = {
  completionProvider: { triggerCharacters: [...triggerCharacters], resolveProvider: true },
  hoverProvider: true,
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  selectionRangeProvider: true,
  documentLinkProvider: {},
  inlayHintProvider: true,
  codeLensProvider: { resolveProvider: true },
}

/** What is known of the mathematics of a document, which is worked out elsewhere. */
export interface MathSource {
  /** Undefined while it is not known. Asked at every hover, so it must be quick and start nothing that is waited for. */
  readonly mathOf: (entry: Entry, region: Region) => MathFacts | undefined
  readonly inlayHintsOf: (entry: Entry) => InlayHints
}

/** How the client shows what it is told. */
export interface Screen {
  /** What sets formulas as pictures, if they are to be shown. */
  readonly galleryFor: (entry: Entry) => Gallery | undefined
  readonly knowsMarkdown: (where: 'hover' | 'completion') => boolean
  readonly showsLabelDetails: () => boolean
}

/** One handler of a few lines for each feature: protocol in, core, protocol out. */
export function wireFeatures(
  connection: Connection,
  entryOf: (uri: string) => Entry | undefined,
  encodingNow: () => PositionEncodingKind,
  { inlayHintsOf, mathOf }: MathSource,
  screen: Screen,
  scoreHoverAt: (entry: Entry, place: PlaceInText) => Promise<Hover | undefined>,
): void {
  /** What was completed last: editors ask about one of its items at a time. */
  let offered = { number: 0, uri: '' }

  connection.onCompletion(params =>
    at(params, (text, { region, offset }, entry) => {
      offered = { number: offered.number + 1, uri: text.uri }
      return complete(text.document, region, offset, contextOf(text.document, entry.settings)).map(item =>
        completionItem(text, region, item),
      )
    }),
  )

  connection.onCompletionResolve(async (item, token) => {
    const entry = item.data === offered.number ? entryOf(offered.uri) : undefined
    const gallery = entry && screen.galleryFor(entry)
    if (!gallery || !screen.knowsMarkdown('completion')) return item
    const { macros } = contextOf(entry.text.document, entry.settings)
    const source = sampleOf(item.label, macros)
    if (!source) return item
    const picture = { formula: { source, display: true, macros }, instead: '' }
    const words = typeof item.documentation === 'string' ? item.documentation : (item.documentation?.value ?? '')
    const value = await withPictures([[picture, `\n\n${words}`]], gallery, () => token.isCancellationRequested)
    return { ...item, ...(value && { documentation: { kind: MarkupKind.Markdown, value } }) }
  })

  connection.onHover((params, token) =>
    at(params, async (text, place, entry) => {
      const { document } = text
      const { offset, region } = place
      const score = await scoreHoverAt(entry, place)
      const { macros } = contextOf(document, entry.settings)
      const context = { macros, math: mathOf(entry, document.regions[region]!) }
      const gallery = screen.galleryFor(entry)
      if (!gallery || !screen.knowsMarkdown('hover')) {
        const said = joinedHover(hover(document, region, offset, context), mathHover(document, region, offset, context))
        const found = joinedHover(score, said)
        return found ? hoverOf(text, region, found.span, found.markdown) : null
      }
      const said = illustratedHover(document, region, offset, context)
      const markdown = said && (await withPictures(said.sections, gallery, () => token.isCancellationRequested))
      const found = joinedHover(score, said && markdown ? { span: said.span, markdown } : undefined)
      return found ? hoverOf(text, region, found.span, found.markdown) : null
    }),
  )

  connection.languages.inlayHint.on(({ range, textDocument }): InlayHint[] | null => {
    const entry = entryOf(textDocument.uri)
    const which = entry ? inlayHintsOf(entry) : 'off'
    if (!entry || which === 'off') return null
    const { text } = entry
    const [from, to] = [range.start, range.end].map(position => placeAt(text, position, encodingNow()).region)
    return text.document.regions.slice(from!, to! + 1).flatMap((region, i) => {
      const math = mathOf(entry, region)
      if (!math) return []
      return inlays(region, math, which).map(({ at, label, tooltip }) => ({
        position: positionOf(text, from! + i, at, encodingNow()),
        label,
        tooltip,
        paddingLeft: true,
      }))
    })
  })

  connection.onDocumentSymbol(({ textDocument }) => {
    const text = entryOf(textDocument.uri)?.text
    if (!text) return null
    return outline(text.document).flatMap((items, i) => items.map(item => symbol(text, i, item)))
  })

  connection.onFoldingRanges(({ textDocument }): FoldingRange[] | null => {
    const text = entryOf(textDocument.uri)?.text
    if (!text) return null
    return folding(text.document).flatMap((folds, i) =>
      folds.map(fold => {
        const range = rangeOf(text, i, fold.span, encodingNow())
        const kind = fold.kind === 'comment' ? { kind: FoldingRangeKind.Comment } : {}
        return { startLine: range.start.line, endLine: range.end.line, ...kind }
      }),
    )
  })

  connection.onDefinition(params =>
    at(params, (text, { region, offset }): LocationLink[] | Location[] | null => {
      const found = definition(text.document, region, offset)
      if (!found) return null
      return [{ uri: text.uri, range: rangeOf(text, found.region, found.name, encodingNow()) }]
    }),
  )

  connection.onReferences(params =>
    at(params, (text, { region, offset }) =>
      references(text.document, region, offset, { definition: params.context.includeDeclaration }).map(found => ({
        uri: text.uri,
        range: rangeOf(text, region, found, encodingNow()),
      })),
    ),
  )

  connection.onDocumentHighlight(params =>
    at(params, (text, { region, offset }): DocumentHighlight[] =>
      highlights(text.document, region, offset).map(found => ({
        range: rangeOf(text, region, found.span, encodingNow()),
        kind: found.role === 'definition' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      })),
    ),
  )

  connection.onPrepareRename(params =>
    at(params, (text, { region, offset }) => {
      const label = renamable(text.document, region, offset)
      return label ? { range: rangeOf(text, region, label.span, encodingNow()), placeholder: label.text } : null
    }),
  )

  connection.onRenameRequest(params =>
    at(params, (text, { region, offset }) => {
      const renamed = rename(text.document, region, offset, params.newName)
      if (renamed.type === 'refused') throw new ResponseError(ErrorCodes.InvalidParams, render(renamed.reason))
      return { changes: { [text.uri]: textEdits(text, region, renamed.edits, encodingNow()) } }
    }),
  )

  connection.onSelectionRanges(({ positions, textDocument }): SelectionRange[] | null => {
    const text = entryOf(textDocument.uri)?.text
    if (!text) return null
    return positions.map(position => {
      const { region, offset } = placeAt(text, position, encodingNow())
      let range: SelectionRange | undefined
      for (const span of selection(text.document, region, offset).reverse()) {
        range = { range: rangeOf(text, region, span, encodingNow()), ...(range && { parent: range }) }
      }
      return range ?? { range: { start: position, end: position } }
    })
  })

  connection.onDocumentLinks(({ textDocument }) => {
    const text = entryOf(textDocument.uri)?.text
    if (!text) return null
    return links(text.document).flatMap((found, i) =>
      found.map(link => ({ range: rangeOf(text, i, link.span, encodingNow()), target: link.url })),
    )
  })

  function at<T>(
    params: { readonly textDocument: { readonly uri: string }; readonly position: Position },
    answer: (text: OpenText, place: PlaceInText, entry: Entry) => T,
  ): T | null {
    const entry = entryOf(params.textDocument.uri)
    return entry ? answer(entry.text, placeAt(entry.text, params.position, encodingNow()), entry) : null
  }

  function hoverOf(text: OpenText, region: number, span: Span, markdown: string): HoverReply {
    return { range: rangeOf(text, region, span, encodingNow()), contents: marked('hover', markdown) }
  }

  function marked(where: 'hover' | 'completion', markdown: string): MarkupContent {
    return screen.knowsMarkdown(where)
      ? { kind: MarkupKind.Markdown, value: markdown }
      : { kind: MarkupKind.PlainText, value: plainWords(markdown) }
  }

  function completionItem(text: OpenText, region: number, item: Completion): CompletionItem {
    return {
      label: item.label,
      kind: completionKinds[item.kind],
      ...(item.detail && { detail: item.detail }),
      ...(item.symbol && screen.showsLabelDetails() && { labelDetails: { description: item.symbol } }),
      ...(item.documentation && { documentation: marked('completion', item.documentation) }),
      data: offered.number,
      ...(item.sortText && { sortText: item.sortText }),
      ...(item.filterText && { filterText: item.filterText }),
      ...(item.snippet && { insertTextFormat: InsertTextFormat.Snippet }),
      textEdit: { range: rangeOf(text, region, item.edit.span, encodingNow()), newText: item.edit.text },
    }
  }

  function symbol(text: OpenText, region: number, item: OutlineItem): DocumentSymbol {
    return {
      name: item.name || '…',
      detail: item.detail,
      kind: symbolKinds[item.kind],
      range: rangeOf(text, region, item.span, encodingNow()),
      selectionRange: rangeOf(text, region, item.selection, encodingNow()),
      children: item.children.map(child => symbol(text, region, child)),
    }
  }
}

const completionKinds: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  property: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  reference: CompletionItemKind.Reference,
  command: CompletionItemKind.Function,
  snippet: CompletionItemKind.Snippet,
}

const symbolKinds: Readonly<Record<OutlineKind, SymbolKind>> = {
  header: SymbolKind.Namespace,
  example: SymbolKind.Class,
  problem: SymbolKind.Interface,
  solution: SymbolKind.Method,
  step: SymbolKind.Field,
  error: SymbolKind.Event,
  answer: SymbolKind.Constant,
  hint: SymbolKind.String,
  check: SymbolKind.Boolean,
}
