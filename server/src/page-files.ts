import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PageParts } from './core/render/page.ts'

// What a page needs beside its examples: made by the build and beside its bundle; among the sources, what that is made of.

const here = import.meta.dirname
const isSource = import.meta.filename.endsWith('.ts')
const root = join(here, '../..')
const media = isSource ? join(root, 'media') : join(here, 'media')
const fonts = isSource ? join(root, 'node_modules/katex/dist/fonts') : join(media, 'fonts')

/** Read anew for each page, so that nothing of it is kept between them. */
export async function pageParts(): Promise<PageParts> {
  return {
    styles: await pageStyles('page.css'),
    font: async file => (await readFile(join(fonts, file))).toString('base64'),
  }
}

/** The styles of a page that stands by itself, by the name of their file. */
export function pageStyles(name: string): Promise<string> {
  return withImports(join(media, name))
}

/** What the build has put together already has no imports. */
async function withImports(path: string): Promise<string> {
  const text = await readFile(path, 'utf8')
  const pieces = text.split(/^@import "([^"]+)";$/m)
  const read = pieces.map((piece, i) => (i % 2 ? withImports(importedFrom(path, piece)) : piece))
  return (await Promise.all(read)).join('')
}

function importedFrom(path: string, name: string): string {
  return name.startsWith('.') ? join(dirname(path), name) : join(root, 'node_modules', name)
}
