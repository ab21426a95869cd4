import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')

/** What each folder may import: folders of ours, and packages. */
const table = {
  'server/src/core': {
    folders: ['server/src/core'],
    packages: [
      '@noble/hashes',
      'd3-array',
      'd3-scale',
      'eventsource-parser',
      'highlight.js',
      'hyparquet-writer',
      'katex',
      'markdown-it',
      'p-limit',
      'yaml',
      'zod',
    ],
  },
  'server/src': {
    folders: ['server/src', 'package.json'],
    packages: [
      'node:',
      'vscode-languageserver',
      'p-limit',
      'zod',
      'yaml',
      'katex',
      '@mathjax',
      'gpt-tokenizer',
      '@huggingface/tokenizers',
      'hyparquet',
      'hyparquet-compressors',
    ],
  },
  'client/src': {
    folders: ['client/src', 'server/src/core'],
    packages: ['vscode', 'vscode-languageclient', 'zod', 'node:'],
  },
  media: { folders: ['media', 'server/src/core'], packages: ['dompurify', 'morphdom'] },
} as const

for (const [folder, may] of Object.entries(table)) {
  test(`${folder} imports only what it may`, () => {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => join(folder, name))
      .filter(file => !(folder === 'server/src' && file.startsWith(join('server/src/core', '/'))))
    assert.ok(files.length > 0)
    for (const file of files) {
      const text = readFileSync(join(root, file), 'utf8')
      for (const [, from] of text.matchAll(/(?:^|\s)(?:from|import)\s*\(?\s*'([^']+)'/g)) {
        const allowed = from!.startsWith('.')
          ? may.folders.some(inside => isInside(relative(root, resolve(root, dirname(file), from!)), inside))
          : may.packages.some(name => from === name || from!.startsWith(name.endsWith(':') ? name : `${name}/`))
        assert.ok(allowed, `${file} imports ${from}`)
      }
    }
  })
}

function isInside(path: string, folder: string): boolean {
  const slashed = path.replaceAll('\\', '/')
  return slashed === folder || slashed.startsWith(`${folder}/`)
}
