import {
  type Disposable,
  Disposable as Disposables,
  type TestController,
  type TestItem,
  type TestRunRequest,
  type TextDocument,
  type Uri,
  workspace,
} from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { type TestExample, testsRequest } from '../../server/src/core/tests-protocol.ts'
import { send } from './client.ts'

/** The tests of a workspace. Files are found when the Test Explorer is first shown, their examples when they are looked at. */
export interface TestTree extends Disposable {
  resolve(item: TestItem | undefined): Promise<void>
  refresh(): Promise<void>
  /** The test of a file with its examples as they are now. */
  file(uri: Uri): Promise<FileTest>
  /** What a request wants to be run. */
  chosen(request: TestRunRequest): Promise<readonly Chosen[]>
}

export interface FileTest {
  readonly item: TestItem
  readonly uri: Uri
  readonly examples: ReadonlyMap<string, ExampleTest>
}

export interface ExampleTest {
  readonly item: TestItem
  readonly told: TestExample
  readonly solutions: readonly TestItem[]
}

/** Of one file, what is to be run. */
export interface Chosen {
  readonly file: FileTest
  /** All of it, so that what stands before the first example counts as well. */
  readonly whole: boolean
  /** By key, the examples to be run, and which of their tests results are wanted for. */
  readonly wanted: ReadonlyMap<string, ReadonlySet<TestItem>>
}

interface Known extends FileTest {
  head: string
  examples: Map<string, ExampleTest>
  /** Whether its examples have been asked for. */
  filled: boolean
}

/** How long after the last change the examples of a file are asked for, in milliseconds. */
const delay = 400

export function testTree(controller: TestController, client: LanguageClient): TestTree {
  const files = new Map<string, Known>()
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  let watching: Disposable | undefined
  return { resolve, refresh, file, chosen, dispose }

  async function resolve(item: TestItem | undefined): Promise<void> {
    if (!item) return discover()
    const known = files.get(item.id)
    if (known) await fill(known)
  }

  async function refresh(): Promise<void> {
    await discover()
    await Promise.all([...files.values()].filter(known => known.filled).map(fill))
  }

  async function discover(): Promise<void> {
    watching ??= watch()
    const found = await workspace.findFiles('**/*.limo', '**/node_modules/**')
    for (const uri of found) add(uri)
    for (const document of workspace.textDocuments) if (isTested(document)) add(document.uri)
  }

  function watch(): Disposable {
    const watcher = workspace.createFileSystemWatcher('**/*.limo')
    return Disposables.from(
      watcher,
      watcher.onDidCreate(add),
      watcher.onDidChange(later),
      watcher.onDidDelete(remove),
      workspace.onDidOpenTextDocument(document => {
        if (isTested(document)) add(document.uri)
      }),
      workspace.onDidCloseTextDocument(({ isUntitled, uri }) => {
        if (isUntitled) remove(uri)
      }),
      workspace.onDidChangeTextDocument(({ contentChanges, document }) => {
        if (contentChanges.length && isTested(document)) later(document.uri)
      }),
      workspace.onDidChangeConfiguration(event => {
        if (['rules', 'macros', 'math', 'tokens'].some(name => event.affectsConfiguration(`limo.${name}`))) {
          controller.invalidateTestResults()
        }
      }),
    )
  }

  function add(uri: Uri): Known {
    const id = uri.toString()
    const there = files.get(id)
    if (there) return there
    const item = controller.createTestItem(id, workspace.asRelativePath(uri), uri)
    item.canResolveChildren = true
    const known: Known = { item, uri, head: '', examples: new Map(), filled: false }
    files.set(id, known)
    controller.items.add(item)
    return known
  }

  function remove(uri: Uri): void {
    const id = uri.toString()
    files.delete(id)
    controller.items.delete(id)
  }

  function later(uri: Uri): void {
    const id = uri.toString()
    clearTimeout(timers.get(id))
    if (!files.get(id)?.filled) return
    const timer = setTimeout(() => {
      timers.delete(id)
      const known = files.get(id)
      if (known) void fill(known).catch(() => {})
    }, delay)
    timers.set(id, timer)
  }

  async function file(uri: Uri): Promise<FileTest> {
    const known = add(uri)
    await fill(known)
    return known
  }

  /** What did not change keeps its item, and with it its results; those of what changed are out of date. */
  async function fill(known: Known): Promise<void> {
    const { head, examples } = await send(client, testsRequest, {
      uri: client.code2ProtocolConverter.asUri(known.uri),
    })
    const before = known.examples
    const now = new Map<string, ExampleTest>()
    const outdated: TestItem[] = []
    for (const told of examples) {
      const old = before.get(told.key)
      const item = old?.item ?? controller.createTestItem(`${known.item.id}#${told.key}`, told.key, known.uri)
      now.set(told.key, { item, told, solutions: solutionsOf(item, told, known.uri) })
      place(item, told.range)
      if (old && old.told.edition !== told.edition) outdated.push(item)
    }
    if (known.filled && head !== known.head) outdated.splice(0, outdated.length, known.item)
    known.head = head
    known.examples = now
    known.filled = true
    known.item.children.replace([...now.values()].map(({ item }) => item))
    if (outdated.length) controller.invalidateTestResults(outdated)
  }

  function solutionsOf(example: TestItem, { solutions }: TestExample, uri: Uri): TestItem[] {
    const items = solutions.map(({ flawed, range, title }, i) => {
      const id = `${example.id}/${i}`
      const item = example.children.get(id) ?? controller.createTestItem(id, title, uri)
      item.label = title
      if (flawed) item.description = 'flawed'
      place(item, range)
      return item
    })
    if (items.length !== example.children.size || items.some(item => !example.children.get(item.id))) {
      example.children.replace(items)
    }
    return items
  }

  function place(item: TestItem, range: TestExample['range']): void {
    const now = client.protocol2CodeConverter.asRange(range)
    if (!item.range?.isEqual(now)) item.range = now
  }

  async function chosen({ exclude, include }: TestRunRequest): Promise<readonly Chosen[]> {
    if (!include) await discover()
    const asked = include ?? [...files.values()].map(({ item }) => item)
    const left = new Set(exclude)
    const byFile = new Map<Known, Set<TestItem>>()
    for (const item of asked) {
      const known = files.get(item.uri?.toString() ?? '')
      if (!known || left.has(known.item)) continue
      byFile.set(known, (byFile.get(known) ?? new Set()).add(item))
    }
    const result: Chosen[] = []
    for (const [known, items] of byFile) {
      await fill(known)
      const wanted = new Map<string, Set<TestItem>>()
      for (const [key, { item, solutions }] of known.examples) {
        if (left.has(item)) continue
        const whole = items.has(known.item) || items.has(item)
        const all = whole ? [item, ...solutions] : solutions.filter(solution => items.has(solution))
        const some = all.filter(one => !left.has(one))
        if (some.length) wanted.set(key, new Set(some))
      }
      result.push({ file: known, whole: items.has(known.item), wanted })
    }
    return result
  }

  function dispose(): void {
    watching?.dispose()
    for (const timer of timers.values()) clearTimeout(timer)
  }
}

function isTested({ languageId, uri }: TextDocument): boolean {
  return languageId === 'limo' && (uri.scheme === 'untitled' || workspace.getWorkspaceFolder(uri) !== undefined)
}
