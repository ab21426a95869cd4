import {
  commands,
  type DiagnosticSeverity,
  Disposable,
  EventEmitter,
  languages,
  Range,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
  workspace,
} from 'vscode'
import { type LanguageClient, State } from 'vscode-languageclient/node'
import { statuses } from '../../server/src/core/format/fields.ts'
import { counted, grouped } from '../../server/src/core/numerals.ts'
import { examplesRequest, type ListedExample } from '../../server/src/core/protocol.ts'
import { send } from './client.ts'
import { isLimo } from './preview-panel.ts'

// The examples of the workspace in the side bar. The server lists them; how grave what is found in one is, the editor
// knows from its diagnostics.

export type Grouping = 'file' | 'domain' | 'status'

export interface DataSetTree extends Disposable {
  groupBy(grouping: Grouping): void
  filter(): Promise<void>
  clearFilter(): void
  /** Shows an example in its source. */
  open(node: unknown): Promise<void>
  /** The same, and then does something with the example at the cursor. */
  openThen(node: unknown, command: string): Promise<void>
}

interface Group {
  readonly type: 'group'
  readonly name: string
  readonly uri?: Uri
  readonly examples: readonly Example[]
}

interface Example extends ListedExample {
  readonly type: 'example'
  readonly uri: Uri
}

type Node = Group | Example

const viewId = 'limo.dataSet'

/** How long nothing must have changed before the examples are listed anew, in milliseconds. */
const delay = 400

export function dataSetTree(client: LanguageClient): DataSetTree {
  const changed = new EventEmitter<Node | undefined>()
  const files = new Map<string, { readonly key: string; readonly examples: readonly Example[] }>()
  let grouping: Grouping = 'file'
  let words: readonly string[] = []
  let shown: readonly Group[] = []
  /** The gravest findings by file, worked out when they are first shown. */
  const gravest = new Map<string, ReadonlyMap<number, DiagnosticSeverity>>()
  let waiting: ReturnType<typeof setTimeout> | undefined
  let isAsking = false
  let isStale = true

  const view = window.createTreeView<Node>(viewId, {
    treeDataProvider: { onDidChangeTreeData: changed.event, getChildren, getTreeItem, getParent },
    showCollapseAll: true,
  })
  const watcher = workspace.createFileSystemWatcher('**/*.limo')
  const listening = Disposable.from(
    view,
    changed,
    watcher,
    watcher.onDidChange(later),
    watcher.onDidCreate(later),
    watcher.onDidDelete(later),
    workspace.onDidChangeTextDocument(({ document }) => isLimo(document) && later()),
    workspace.onDidOpenTextDocument(document => isLimo(document) && later()),
    workspace.onDidChangeWorkspaceFolders(later),
    // The gravest finding of an example may be another.
    languages.onDidChangeDiagnostics(({ uris }) => uris.some(uri => uri.path.endsWith('.limo')) && later()),
    client.onDidChangeState(({ newState }) => newState === State.Running && later()),
    view.onDidChangeVisibility(() => view.visible && isStale && later()),
  )
  tellContext()
  return {
    groupBy(wanted) {
      grouping = wanted
      tellContext()
      update()
    },
    async filter() {
      const text = await window.showInputBox({
        title: 'LIMO: Filter Examples',
        prompt: 'Words that stand in the id, title, domain, status or topics',
        value: words.join(' '),
      })
      if (text !== undefined) setFilter(text)
    },
    clearFilter: () => setFilter(''),
    open,
    async openThen(node, command) {
      await open(node)
      await commands.executeCommand(command)
    },
    dispose() {
      clearTimeout(waiting)
      listening.dispose()
    },
  }

  function later(): void {
    isStale = true
    clearTimeout(waiting)
    if (view.visible) waiting = setTimeout(() => void list(), delay)
  }

  async function list(): Promise<void> {
    if (isAsking || client.state !== State.Running) return
    isAsking = true
    isStale = false
    try {
      const known = Object.fromEntries([...files].map(([uri, { key }]) => [uri, key]))
      const answer = await send(client, examplesRequest, { known })
      const listed = new Set(answer.files.map(({ uri }) => uri))
      for (const uri of files.keys()) if (!listed.has(uri)) files.delete(uri)
      for (const { examples, key, uri } of answer.files) {
        if (examples) files.set(uri, { key, examples: examplesOf(client.protocol2CodeConverter.asUri(uri), examples) })
      }
      update()
    } catch {
      // Without the server nothing new is known; when it runs again, it is asked again.
    } finally {
      isAsking = false
    }
    if (isStale) later()
  }

  function keyOf(uri: Uri): string {
    return client.code2ProtocolConverter.asUri(uri)
  }

  function update(): void {
    gravest.clear()
    const all = [...files.values()].flatMap(({ examples }) => examples)
    const kept = words.length ? all.filter(example => holds(example, words)) : all
    shown = groupsOf(kept, grouping)
    view.message = words.length
      ? `${grouped(kept.length)} of ${counted(all.length, 'example')} with “${words.join(' ')}”`
      : ''
    view.description = all.length ? grouped(all.length) : ''
    changed.fire(undefined)
  }

  function setFilter(text: string): void {
    words = text.toLowerCase().split(/\s+/).filter(Boolean)
    tellContext()
    update()
  }

  function tellContext(): void {
    void commands.executeCommand('setContext', 'limo.active', true)
    void commands.executeCommand('setContext', 'limo.grouping', grouping)
    void commands.executeCommand('setContext', 'limo.filtered', words.length > 0)
  }

  function getChildren(node: Node | undefined): Node[] {
    if (!node) {
      if (isStale) void list()
      return [...shown]
    }
    return node.type === 'group' ? [...node.examples] : []
  }

  function getParent(node: Node): Node | undefined {
    return node.type === 'example' ? shown.find(({ examples }) => examples.includes(node)) : undefined
  }

  function getTreeItem(node: Node): TreeItem {
    return node.type === 'group' ? groupItem(node) : exampleItem(node)
  }

  function gravestOf({ line, uri }: Example): DiagnosticSeverity | undefined {
    const key = keyOf(uri)
    const known = gravest.get(key) ?? gravestIn(uri, files.get(key)?.examples ?? [])
    gravest.set(key, known)
    return known.get(line)
  }

  function groupItem({ examples, name, uri }: Group): TreeItem {
    const isOpen = shown.length <= 3 || words.length > 0
    const state = isOpen ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed
    const item = new TreeItem(name, state)
    // Another id where it is to be open by itself, as the editor keeps what was open by it.
    item.id = JSON.stringify([grouping, uri?.toString() ?? name, words])
    item.description = grouped(examples.length)
    item.iconPath = uri ? ThemeIcon.File : new ThemeIcon(grouping === 'status' ? 'tag' : 'symbol-namespace')
    if (uri) item.resourceUri = uri
    item.contextValue = uri ? 'file' : 'group'
    return item
  }

  function exampleItem(example: Example): TreeItem {
    const { difficulty, domain, id, status, title, uri } = example
    const item = new TreeItem(id || '(no id)', TreeItemCollapsibleState.None)
    const facts = [grouping !== 'status' && status, difficulty !== undefined && `difficulty ${difficulty}`]
    item.description = facts.filter(Boolean).join(' · ')
    const found = gravestOf(example)
    item.iconPath = found === undefined ? new ThemeIcon('circle-outline') : severityIcons[found]!
    const said = found === undefined ? 'nothing is found' : severityNames[found]!
    // The title may be like Markdown, which it is not.
    item.tooltip = [title ?? id, [domain, status].filter(Boolean).join(', '), said].filter(Boolean).join('\n')
    item.accessibilityInformation = { label: [id, item.description, said].filter(Boolean).join(', ') }
    item.contextValue = 'example'
    item.command = {
      command: 'limo.openExample',
      title: 'Open',
      arguments: [{ uri: uri.toString(), line: example.line }],
    }
    return item
  }
}

/** What a click and the menus hand over. */
async function open(node: unknown): Promise<void> {
  const place = placeOf(node)
  if (!place) return
  const start = new Range(place.line, 0, place.line, 0)
  const editor = await window.showTextDocument(place.uri, { selection: start })
  editor.revealRange(start, 3)
}

function placeOf(node: unknown): { readonly uri: Uri; readonly line: number } | undefined {
  const { line, uri } = Object(node) as { line?: unknown; uri?: unknown }
  if (typeof line !== 'number') return undefined
  if (uri instanceof Uri) return { uri, line }
  return typeof uri === 'string' ? { uri: Uri.parse(uri, true), line } : undefined
}

function examplesOf(uri: Uri, listed: readonly ListedExample[]): Example[] {
  return listed.map(example => ({ ...example, type: 'example', uri }))
}

function groupsOf(examples: readonly Example[], grouping: Grouping): Group[] {
  const groups = new Map<string, { name: string; uri?: Uri; examples: Example[] }>()
  for (const example of examples) {
    const { domain, status, uri } = example
    const name = grouping === 'file' ? workspace.asRelativePath(uri) : ((grouping === 'domain' ? domain : status) ?? '')
    const key = grouping === 'file' ? uri.toString() : name
    const group = groups.get(key) ?? { name: name || '(not given)', ...(grouping === 'file' && { uri }), examples: [] }
    groups.set(key, group)
    group.examples.push(example)
  }
  const place = ({ name }: { name: string }): number => {
    if (name === '(not given)') return statuses.length
    return grouping === 'status' ? (statuses as readonly string[]).indexOf(name) : 0
  }
  return [...groups.values()]
    .sort((a, b) => place(a) - place(b) || a.name.localeCompare(b.name))
    .map(group => ({ type: 'group', ...group }))
}

/** Every word stands somewhere in what is shown of the example. */
function holds({ domain, id, status, title, topics = [] }: Example, words: readonly string[]): boolean {
  const text = [id, title, domain, status, ...topics].join('\n').toLowerCase()
  return words.every(word => text.includes(word))
}

/** The gravest finding of each example of a file, by the line of the example. */
function gravestIn(uri: Uri, examples: readonly Example[]): ReadonlyMap<number, DiagnosticSeverity> {
  const result = new Map<number, DiagnosticSeverity>()
  const found = languages.getDiagnostics(uri).map(({ range, severity }) => ({ line: range.start.line, severity }))
  found.sort((a, b) => a.line - b.line)
  let i = -1
  for (const { line, severity } of found) {
    while (examples[i + 1] && examples[i + 1]!.line <= line) i++
    const start = examples[i]?.line
    if (start === undefined) continue
    // The gravest is the least.
    result.set(start, Math.min(severity, result.get(start) ?? severity))
  }
  return result
}

const severityNames = ['error', 'warning', 'information', 'hint']

const severityIcons = [
  new ThemeIcon('error', new ThemeColor('list.errorForeground')),
  new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
  new ThemeIcon('info', new ThemeColor('editorInfo.foreground')),
  new ThemeIcon('lightbulb'),
]
