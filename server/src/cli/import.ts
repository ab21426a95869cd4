import { mkdir, readdir, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { type ColumnMap, guesses, type Role, roles } from '../core/formats/columns.ts'
import { type Imported, importHeader, importRecord } from '../core/formats/records.ts'
import { render } from '../core/message.ts'
import { extension, Failure, failureOf, isLimo, writeText } from '../files.ts'
import { command, exits, meant, WrongUse } from './command.ts'
import { readForeign } from './foreign-file.ts'
import { counted } from './reporters.ts'
import { openTarget, refuseExisting } from './target.ts'
import { progress, tell } from './terminal.ts'

export const importRecords = command({
  name: 'import',
  summary: 'Make .limo examples of JSON records.',
  usage: 'FILE… --out PATH [options]',
  docs: `
Reads JSON lines, or one JSON list, and writes an example for each record. Columns are known by their names:

  question  ${guesses.question.join(', ')}
  solution  ${guesses.solution.join(', ')}
  answer    ${guesses.answer.join(', ')}; else the last \\boxed{…} of the solution
  id        ${guesses.id.join(', ')}; else made from the question, always the same

Of MATH records, level becomes twice that difficulty, and subject or type the domain. Of GSM8K records, what stands
before "#### 42" is the solution, and each <<48/2=24>> a @check. Columns named as a field become that field; all others
go into meta, so that nothing is lost.

A record that cannot be read is named by its line and left out. Records longer than 64 MB are not read.

Exit code: 0 all imported, 1 records left out, 2 wrong use or a file that cannot be read or written.
`,
  options: {
    out: {
      value: 'PATH',
      docs: `A ${extension} file for all, or a folder for one file each, or "-" for standard output.`,
    },
    map: {
      value: 'ROLE=COLUMN',
      multiple: true,
      docs: `Which column holds what: ${roles.join(', ')}. May be repeated.`,
    },
    force: { docs: 'Replace files that are there already.' },
  },
  async run({ force, map, out }, paths) {
    if (!paths.length) throw new WrongUse('limo import needs a file')
    if (paths.includes('-')) throw new WrongUse('limo import reads files, not standard input')
    if (out === undefined) throw new WrongUse('limo import needs --out: a .limo file or a folder')
    const columns = columnMap(map)
    for (const path of paths) await mustBeFile(path)
    const isFolder = (await stat(out).catch(() => undefined))?.isDirectory()
    if (!isFolder && out !== '-' && !isLimo(out) && extname(out) !== '') {
      throw new WrongUse(`--out ${out}: expected a ${extension} file, a folder or "-"`)
    }
    const { imported, refused } =
      isLimo(out) || out === '-'
        ? await intoFile(out, force, paths, columns)
        : await intoFolder(out, force, paths, columns)
    if (imported || !refused)
      tell(`${counted(imported, 'example')} imported into ${out === '-' ? 'standard output' : out}`)
    if (refused) tell(`${counted(refused, 'record')} left out${imported ? '' : '; nothing was written'}`)
    if (refused && !imported) tell('Name the columns with --map, such as --map question=COLUMN')
    return refused ? exits.findings : exits.clean
  },
})

interface Outcome {
  readonly imported: number
  readonly refused: number
}

function columnMap(settings: readonly string[]): ColumnMap {
  const map: Partial<Record<Role, string>> = {}
  for (const setting of settings) {
    const cut = setting.indexOf('=')
    const name = cut < 0 ? setting : setting.slice(0, cut)
    const column = cut < 0 ? '' : setting.slice(cut + 1)
    const role = roles.find(one => one === name)
    if (!role) throw new WrongUse(`--map ${setting}: expected ${roles.join(', ')} before "="${meant(name, roles)}`)
    if (column === '') throw new WrongUse(`--map ${setting}: expected ${role}=COLUMN`)
    if (map[role] !== undefined) throw new WrongUse(`--map ${setting}: ${role} is "${map[role]}" already`)
    map[role] = column
  }
  return map
}

async function mustBeFile(path: string): Promise<void> {
  const kind = await stat(path).catch(error => {
    throw failureOf(error, path)
  })
  if (kind.isDirectory()) throw new Failure(`${path}: it is a folder; name the files to import`)
  if (isLimo(path)) throw new Failure(`${path}: it is a ${extension} file already`)
  if (/\.parquet$/i.test(path)) throw new Failure(`${path}: Parquet is not read yet; JSON lines and JSON lists are`)
}

/** What becomes of each record of the files; those that become nothing are told, unless it is only a look ahead. */
async function* importedFrom(paths: readonly string[], map: ColumnMap, quiet = false): AsyncGenerator<Imported> {
  const taken = new Map<string, number>()
  const importing = progress('Importing record')
  for (const path of paths) {
    const stem = basename(path).replace(/(?:\.[A-Za-z]\w*)+$/, '')
    for await (const record of readForeign(path)) {
      const read = importRecord(record, { stem, map, taken })
      importing.step()
      if (read.type === 'refused' && !quiet) {
        const index = read.index === undefined ? '' : ` (item ${read.index})`
        tell(`${path}:${read.line}${index}: ${render(read.reason)}`)
      }
      yield read
    }
  }
  importing.end()
}

async function intoFile(out: string, force: boolean, paths: readonly string[], map: ColumnMap): Promise<Outcome> {
  const target = await openTarget(out, force)
  let imported = 0
  let refused = 0
  try {
    for await (const read of importedFrom(paths, map)) {
      if (read.type === 'refused') {
        refused++
        continue
      }
      await target.write(`${imported++ ? '' : importHeader}\n${read.text}`)
    }
  } catch (error) {
    await target.abandon()
    throw failureOf(error, out)
  }
  // Nothing but refused records is no reason to replace a file or to make one.
  if (refused && !imported) await target.abandon()
  else {
    if (!imported) await target.write(importHeader)
    await target.commit()
  }
  return { imported, refused }
}

async function intoFolder(out: string, force: boolean, paths: readonly string[], map: ColumnMap): Promise<Outcome> {
  const there = new Set((await readdir(out).catch(() => [])).map(name => name.toLowerCase()))
  if (there.size && !force) {
    // Nothing is written if one of the files would replace another.
    for await (const read of importedFrom(paths, map, true)) {
      if (read.type === 'example' && there.has(fileName(read.id).toLowerCase())) {
        refuseExisting(join(out, fileName(read.id)), force)
      }
    }
  }
  await mkdir(out, { recursive: true }).catch(error => {
    throw failureOf(error, out)
  })
  let imported = 0
  let refused = 0
  for await (const read of importedFrom(paths, map)) {
    if (read.type === 'refused') refused++
    else {
      imported++
      await writeText(join(out, fileName(read.id)), `${importHeader}\n${read.text}`)
    }
  }
  return { imported, refused }
}

function fileName(id: string): string {
  return id + extension
}
