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
  type InlayHint,
  InsertTextFormat,
  type Location,
  type LocationLink,
  MarkupKind,
  type Position,
  type PositionEncodingKind,
  ResponseError,
  type SelectionRange,
  type ServerCapabilities,
  SymbolKind,
} from 'vscode-languageserver'
import { type Completion, complete, triggerCharacters } from './core/features/completion.ts'
import { definition } from './core/features/definition.ts'
import { folding } from './core/features/folding.ts'
import { hover } from './core/features/hover.ts'
import { inlays } from './core/features/inlay.ts'
import { links } from './core/features/links.ts'
import { joinedHover, mathHover } from './core/features/math-hover.ts'
import { type OutlineItem, type OutlineKind, outline } from './core/features/outline.ts'
import { highlights, references } from './core/features/references.ts'
import { renamable, rename } from './core/features/rename.ts'
import { selection } from './core/features/selection.ts'
import type { Region } from './core/format/document.ts'
import { contextOf } from './core/lint.ts'
import type { MathFacts } from './core/math/facts.ts'
import { render } from './core/message.ts'
import type { InlayHints } from './core/settings.ts'
import { type OpenText, type PlaceInText, placeAt, positionOf, rangeOf, textEdits } from './lsp.ts'
import type { Entry } from './workspace.ts'

export const featureCapabilities: ServerCapabilities = {
  completionProvider: { triggerCharacters: [...triggerCharacters] },
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
}

/** What is known of the mathematics of a document, which is worked out elsewhere. */
export interface MathSource {
  /** Undefined while it is not known. Asked at every hover, so it must be quick and start nothing that is waited for. */
  readonly mathOf: (entry: Entry, region: Region) => MathFacts | undefined
  readonly inlayHintsOf: (entry: Entry) => InlayHints
}

const noMath: MathSource = { mathOf: () => undefined, inlayHintsOf: () => 'off' }

/** One handler of a few lines for each feature: protocol in, core, protocol out. */
export function wireFeatures(
  connection: Connection,
  entryOf: (uri: string) => Entry | undefined,
  encodingNow: () => PositionEncodingKind,
  { inlayHintsOf, mathOf }: MathSource = noMath,
): void {
  connection.onCompletion(params =>
    at(params, (text, { region, offset }, entry) =>
      complete(text.document, region, offset, contextOf(text.document, entry.settings)).map(item =>
        completionItem(text, region, item),
      ),
    ),
  )

  connection.onHover(params =>
    at(params, (text, { region, offset }, entry) => {
      const { document } = text
      const context = contextOf(document, entry.settings)
      const math = mathOf(entry, document.regions[region]!)
      const found = joinedHover(
        hover(document, region, offset, context),
        mathHover(document, region, offset, { macros: context.macros, math }),
      )
      if (!found) return null
      return {
        range: rangeOf(text, region, found.span, encodingNow()),
        contents: { kind: MarkupKind.Markdown, value: found.markdown },
      }
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

  function completionItem(text: OpenText, region: number, item: Completion): CompletionItem {
    return {
      label: item.label,
      kind: completionKinds[item.kind],
      ...(item.detail && { detail: item.detail }),
      ...(item.documentation && { documentation: { kind: MarkupKind.Markdown, value: item.documentation } }),
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
