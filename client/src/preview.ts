import {
  Disposable,
  type ExtensionContext,
  type TextDocument,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { type Copied, PreviewState } from '../../server/src/core/preview.ts'
import { isLimo, optionsOf, type PreviewPanel, previewPanel } from './preview-panel.ts'

export interface Previews extends Disposable {
  open(where: 'here' | 'beside'): void
  /** Pins the preview used last to its file, or frees it. */
  togglePin(): void
  copy(what: Copied): void
  /** What the preview used last shows. */
  shown(): Pick<PreviewPanel, 'document' | 'cursor'> | undefined
}

const viewType = 'limo.preview'

/** The previews: at most one that follows the active editor, and those that are pinned to a file. */
export function previews(context: ExtensionContext, client: LanguageClient): Previews {
  /** The one used last comes first. */
  let panels: readonly PreviewPanel[] = []
  const host = {
    context,
    client,
    closed: (closed: PreviewPanel) => {
      panels = panels.filter(panel => panel !== closed)
    },
    zoomChanged: () => {
      for (const panel of panels) panel.viewChanged()
    },
    pin,
  }
  const listening = Disposable.from(
    window.onDidChangeActiveTextEditor(editor => {
      const free = unpinned()
      if (free && editor && isLimo(editor.document) && editor.document !== free.document) free.follow(editor.document)
    }),
    window.registerWebviewPanelSerializer(viewType, { deserializeWebviewPanel: restore }),
  )
  return {
    open,
    togglePin,
    copy: what => panels[0]?.copy(what),
    shown: () => panels[0],
    dispose: () => {
      listening.dispose()
      for (const { panel } of panels) panel.dispose()
    },
  }

  function open(where: 'here' | 'beside'): void {
    const editor = window.activeTextEditor
    const free = unpinned()
    const shown = editor && isLimo(editor.document) ? editor.document : free?.document
    if (!shown) return void window.showInformationMessage('Open a .limo file first')
    const column = where === 'here' ? ViewColumn.Active : ViewColumn.Beside
    const show = { viewColumn: column, preserveFocus: where === 'beside' }
    if (free) {
      // Before the panel covers the editor and its cursor.
      free.follow(shown)
      free.panel.reveal(column, show.preserveFocus)
    } else make(shown, 0, () => window.createWebviewPanel(viewType, '', show, optionsOf(context)), false)
  }

  async function restore(restored: WebviewPanel, state: unknown): Promise<void> {
    const kept = PreviewState.safeParse(state)
    if (!kept.success || (unpinned() && !kept.data.pinned)) return restored.dispose()
    try {
      const document = await workspace.openTextDocument(Uri.parse(kept.data.uri))
      make(document, kept.data.place, () => restored, kept.data.pinned)
    } catch {
      restored.dispose()
    }
  }

  function make(document: TextDocument, place: number, panelFor: () => WebviewPanel, pinned: boolean): void {
    const made = previewPanel(host, document, place, panelFor, pinned)
    panels = [made, ...panels]
    made.panel.onDidChangeViewState(({ webviewPanel }) => {
      if (webviewPanel.active) panels = [made, ...panels.filter(panel => panel !== made)]
    })
  }

  function togglePin(): void {
    const [panel] = panels
    if (panel) pin(panel, !panel.pinned)
  }

  function pin(panel: PreviewPanel, pinned: boolean): void {
    // Only one of them follows.
    const other = pinned ? undefined : unpinned()
    if (other !== panel) other?.panel.dispose()
    panel.pin(pinned)
  }

  function unpinned(): PreviewPanel | undefined {
    return panels.find(panel => !panel.pinned)
  }
}
