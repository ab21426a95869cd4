import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { editorConfiguration, projectConfigSchema } from '../server/src/core/manifest.ts'
import { rules } from '../server/src/core/rules/index.ts'
import { holdsGenerated } from './generated.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const manifest = JSON.parse(read('package.json'))
const { contributes } = manifest

test('package.json offers the settings that there are', () => {
  const configuration = editorConfiguration(rules)
  const expected = { ...manifest, contributes: { ...contributes, configuration } }
  holdsGenerated('package.json', `${JSON.stringify(expected, null, 2)}\n`)
})

test('limo.config.json has a schema that knows the rules', () => {
  holdsGenerated('syntaxes/limo.config.schema.json', `${JSON.stringify(projectConfigSchema(rules), null, 2)}\n`)
})

test('every command of the manifest is registered, and every other one is internal', () => {
  const source = read('client/src/extension.ts')
  const registered = [...source.matchAll(/registerCommand\('(limo\.\w+)'/g)].map(match => match[1]!)
  const offered: string[] = contributes.commands.map((entry: { command: string }) => entry.command)
  assert.deepEqual(
    registered.filter(command => !offered.includes(command)),
    ['limo.openRule', 'limo.showScore', 'limo.openScoreDocs'],
  )
  assert.deepEqual(
    offered.filter(command => !registered.includes(command)),
    [],
  )
  for (const { command } of [...contributes.keybindings, ...Object.values(contributes.menus).flat()] as {
    command: string
  }[])
    assert.ok(offered.includes(command), command)
})

test('what is open when the window is reloaded has the extension activated to be shown again', () => {
  const folder = join(root, 'client/src')
  const source = readdirSync(folder).map(name => readFileSync(join(folder, name), 'utf8'))
  const all = (pattern: RegExp) => source.flatMap(text => [...text.matchAll(pattern)].map(match => match[1]!))
  const panels = source
    .filter(text => text.includes('registerWebviewPanelSerializer('))
    .flatMap(text => [...text.matchAll(/^(?:export )?const viewType = '([\w.]+)'/gm)].map(match => match[1]!))
  assert.equal(panels.length, all(/(registerWebviewPanelSerializer)\(/g).length)
  const schemes = source
    .filter(text => text.includes('registerFileSystemProvider('))
    .flatMap(text => [...text.matchAll(/Uri\.from\(\{ scheme: '([\w-]+)'/g)].map(match => match[1]!))
  assert.deepEqual(
    manifest.activationEvents.filter((event: string) => /^on(?:WebviewPanel|FileSystem):/.test(event)).sort(),
    [...panels.map(type => `onWebviewPanel:${type}`), ...schemes.map(scheme => `onFileSystem:${scheme}`)].sort(),
  )
})

test('every setting that decides where something is sent, or names a file to read, is restricted', () => {
  const settings = Object.keys(contributes.configuration.properties)
  const sending = settings.filter(name => name.startsWith('limo.model'))
  assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, [
    'limo.tokens.tokenizer',
    ...sending,
  ])
  for (const name of sending)
    assert.match(contributes.configuration.properties[name].scope, /^(?:machine|application)$/)
})

test('every file that the manifest names exists', () => {
  const paths = [...read('package.json').matchAll(/"(\.\/(?:media|syntaxes)\/[^"]+)"/g)].map(match => match[1]!)
  assert.ok(paths.length >= 4)
  for (const path of paths) assert.ok(existsSync(join(root, path)), path)
})
