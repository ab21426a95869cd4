import { basename, resolve } from 'node:path'
import { contextOf } from '../core/context.ts'
import { mathOf } from '../core/lint.ts'
import { nothingSaid, type PageFile, page, saidOf, shownRegions } from '../core/render/page.ts'
import { failureOf } from '../files.ts'
import { pageParts } from '../page-files.ts'
import { command, exits, meant, WrongUse } from './command.ts'
import { filesUnder, type LoadedFile, loadFiles } from './data-set.ts'
import { type LintedPart, lintFiles } from './lint-files.ts'
import { invalidMessage } from './report.ts'
import { counted } from './reporters.ts'
import { openTarget, refuseLimo } from './target.ts'
import { progress, tell } from './terminal.ts'

export const renderPage = command({
  name: 'render',
  summary: 'Make a page of .limo files, to be read or printed.',
  usage: 'PATH… --out FILE.html [options]',
  docs: `
Writes the examples as one HTML file that stands by itself: fonts and styles are inside, it has no script and loads
nothing. It is light or dark as its reader's system is. For a PDF, print it from a browser.

Exit code: 0 done; 1 a file is not valid UTF-8; 2 wrong use.
`,
  options: {
    out: { value: 'FILE', docs: 'The file to write, or "-" for standard output.' },
    example: { value: 'ID', multiple: true, docs: 'Only the example of this id. May be repeated.' },
    findings: { docs: 'Show what "limo check" finds where it stands, and whether each @check holds.' },
    force: { docs: 'Replace the file if it is there already.' },
  },
  async run({ example: wanted, findings, force, out }, paths) {
    if (!paths.length) throw new WrongUse('limo render needs files, folders or "-"')
    if (out === undefined) throw new WrongUse('limo render needs --out: a file, or "-" for standard output')
    await refuseLimo(out)
    const { files, unreadable } = await pageFiles(paths, wanted, findings)
    const count = files.reduce((sum, { regions }) => sum + regions.length, 0)
    const target = await openTarget(out, force)
    const rendering = progress('Rendering', count)
    try {
      for await (const piece of page(titleOf(paths), counting(files, rendering.step), await pageParts())) {
        await target.write(piece)
      }
    } catch (error) {
      await target.abandon()
      throw failureOf(error, out)
    }
    await target.commit()
    rendering.end()
    tell(`${counted(count, 'example')} written to ${out === '-' ? 'standard output' : out}`)
    return unreadable ? exits.findings : exits.clean
  },
})

async function pageFiles(
  paths: readonly string[],
  wanted: readonly string[],
  withFindings: boolean,
): Promise<{ files: PageFile[]; unreadable: number }> {
  const files: PageFile[] = []
  const ids = new Set<string>()
  let unreadable = 0
  // The page has all of every file.
  const checked = withFindings ? lintFiles(filesUnder(paths), { examples: Number.POSITIVE_INFINITY }) : unchecked(paths)
  for await (const { file, findings } of checked) {
    if (file.type === 'invalid-utf8') {
      tell(`${file.path}: ${invalidMessage(file.read)}`)
      unreadable++
      continue
    }
    const { document, path, settings } = file
    const { left, regions } = shownRegions(document)
    if (left !== undefined) tell(`${path}: nothing of it is shown: ${left}`)
    const idOf = (index: number): string => document.regions[index]!.example?.id?.text ?? ''
    for (const index of regions) ids.add(idOf(index))
    const chosen = wanted.length ? regions.filter(index => wanted.includes(idOf(index))) : regions
    if (!chosen.length) continue
    const math = mathOf(document, settings)
    files.push({
      name: basename(path),
      document,
      macros: contextOf(document, settings).macros,
      regions: chosen,
      said: index => {
        const region = document.regions[index]!
        return withFindings
          ? saidOf(region, findings[index] ?? [], settings.math ? math(region) : undefined)
          : nothingSaid
      },
    })
  }
  const unknown = wanted.find(id => !ids.has(id))
  if (unknown !== undefined) throw new WrongUse(`--example ${unknown}: no such example${meant(unknown, [...ids])}`)
  return { files, unreadable }
}

async function* unchecked(
  paths: readonly string[],
): AsyncGenerator<{ readonly file: LoadedFile; readonly findings: LintedPart['findings'] }> {
  for await (const file of loadFiles(paths)) yield { file, findings: [] }
}

/** What a page of several files is called: the folder that holds them. */
function titleOf([path, ...others]: readonly string[]): string {
  return path !== undefined && path !== '-' && !others.length ? basename(resolve(path)) : 'Examples'
}

function counting(files: readonly PageFile[], step: () => void): PageFile[] {
  return files.map(file => ({
    ...file,
    said: index => {
      step()
      return file.said(index)
    },
  }))
}
