import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventEmitter, type FileChangeEvent, FileSystemError, FileType, Uri, workspace } from 'vscode'
import { pendingFile, pendingFolder } from '../../../client/src/save.ts'
import { test } from '../runner.ts'

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'limo-save-'))
  try {
    await body(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** A file system that is not the machine's, as those of virtual workspaces are: paths with their bytes, or a folder. */
function virtualFiles(): Map<string, Uint8Array | 'folder'> {
  const files = new Map<string, Uint8Array | 'folder'>([['/', 'folder']])
  const at = (uri: Uri): Uint8Array | 'folder' => {
    const found = files.get(uri.path)
    if (found === undefined) throw FileSystemError.FileNotFound(uri)
    return found
  }
  const below = (uri: Uri): string[] => [...files.keys()].filter(path => path.startsWith(`${uri.path}/`))
  workspace.registerFileSystemProvider('limo-test', {
    onDidChangeFile: new EventEmitter<FileChangeEvent[]>().event,
    watch: () => ({ dispose() {} }),
    stat(uri) {
      const found = at(uri)
      const isFolder = found === 'folder'
      return {
        type: isFolder ? FileType.Directory : FileType.File,
        ctime: 0,
        mtime: 0,
        size: isFolder ? 0 : found.length,
      }
    },
    readDirectory: uri => below(uri).map(path => [path.slice(uri.path.length + 1), FileType.File]),
    createDirectory: uri => void files.set(uri.path, 'folder'),
    readFile: uri => at(uri) as Uint8Array,
    writeFile: (uri, content) => void files.set(uri.path, content),
    delete(uri) {
      for (const path of [uri.path, ...below(uri)]) files.delete(path)
    },
    rename(from, to, { overwrite }) {
      if (files.has(to.path) && !overwrite) throw FileSystemError.FileExists(to)
      for (const path of [from.path, ...below(from)]) {
        files.set(to.path + path.slice(from.path.length), files.get(path)!)
        files.delete(path)
      }
    },
  })
  return files
}

test('a file that is written is the old one until it is whole', () =>
  inFolder(async folder => {
    const path = join(folder, 'a.jsonl')
    writeFileSync(path, 'old')
    const target = { uri: Uri.file(path), replaces: true }
    const abandoned = pendingFile(target)
    await abandoned.write('', 'half')
    assert.equal(readFileSync(path, 'utf8'), 'old')
    assert.equal(readdirSync(folder).length, 2)
    await abandoned.abandon()
    assert.deepEqual(readdirSync(folder), ['a.jsonl'])
    assert.equal(readFileSync(path, 'utf8'), 'old')

    const whole = pendingFile(target)
    await whole.write('', 'one, ')
    await whole.write('', new TextEncoder().encode('two'))
    assert.equal(await whole.commit(), true)
    assert.equal(readFileSync(path, 'utf8'), 'one, two')
    assert.deepEqual(readdirSync(folder), ['a.jsonl'])

    // One that came up meanwhile is not replaced.
    const other = pendingFile({ uri: target.uri, replaces: false })
    await other.write('', 'new')
    await assert.rejects(other.commit())
    await other.abandon()
    assert.equal(readFileSync(path, 'utf8'), 'one, two')
    assert.deepEqual(readdirSync(folder), ['a.jsonl'])
  }))

test('a new folder comes all at once; one that is there keeps its other files', () =>
  inFolder(async folder => {
    const made = pendingFolder(Uri.file(join(folder, 'new')))
    await made.write('data/a.parquet', new Uint8Array([1]))
    await made.write('README.md', '# A')
    await made.write('data/a.parquet', new Uint8Array([2]))
    assert.equal(existsSync(join(folder, 'new')), false)
    assert.equal(await made.commit(), true)
    assert.deepEqual([...readFileSync(join(folder, 'new/data/a.parquet'))], [1, 2])
    assert.deepEqual(readdirSync(folder), ['new'])

    mkdirSync(join(folder, 'old'))
    writeFileSync(join(folder, 'old/mine.txt'), 'mine')
    const added = pendingFolder(Uri.file(join(folder, 'old')))
    await added.write('data/b.json', '[]')
    assert.equal(await added.commit(), true)
    assert.deepEqual(readdirSync(join(folder, 'old')).sort(), ['data', 'mine.txt'])
    assert.deepEqual(readdirSync(folder).sort(), ['new', 'old'])
  }))

test('a file with an entry for each data set keeps those of others; one that cannot be read is named and stays', () =>
  inFolder(async folder => {
    const info = join(folder, 'set/dataset_info.json')
    mkdirSync(join(folder, 'set'))
    writeFileSync(info, '{\n    "theirs": { "file_name": "theirs.json" }\n}\n')
    const added = pendingFolder(Uri.file(join(folder, 'set')))
    await added.write('limo.json', '[]')
    await added.write('dataset_info.json', '{"limo":{"file_name":"limo.json"}}', true)
    assert.equal(await added.commit(), true)
    assert.equal(
      readFileSync(info, 'utf8'),
      '{\n    "theirs": { "file_name": "theirs.json" },\n    "limo": {\n        "file_name": "limo.json"\n    }\n}\n',
    )

    writeFileSync(info, '{ "theirs": ')
    const refused = pendingFolder(Uri.file(join(folder, 'set')))
    await refused.write('other.json', '[]')
    await refused.write('dataset_info.json', '{"other":{}}', true)
    await assert.rejects(refused.commit(), /dataset_info\.json: it is no JSON/)
    await refused.abandon()
    assert.equal(readFileSync(info, 'utf8'), '{ "theirs": ')
    assert.deepEqual(readdirSync(join(folder, 'set')).sort(), ['dataset_info.json', 'limo.json'])
    assert.deepEqual(readdirSync(folder), ['set'])
  }))

test('a file system that is not of this machine is written to as well', async () => {
  const files = virtualFiles()
  const uri = Uri.from({ scheme: 'limo-test', path: '/a.jsonl' })
  const pending = pendingFile({ uri, replaces: false })
  await pending.write('', 'one, ')
  await pending.write('', 'two')
  assert.equal(files.has('/a.jsonl'), false)
  await pending.commit()
  assert.equal(text(files.get('/a.jsonl') as Uint8Array), 'one, two')
  const folder = pendingFolder(Uri.from({ scheme: 'limo-test', path: '/new' }))
  await folder.write('limo.json', '[]')
  await folder.commit()
  assert.deepEqual([...files.keys()].sort(), ['/', '/a.jsonl', '/new', '/new/limo.json'])
})
