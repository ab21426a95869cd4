import { stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { type ColumnMap, guesses, type Role, roles } from '../core/formats/columns.ts'
import { readerById, readers } from '../core/formats/readers.ts'
import { render } from '../core/message.ts'
import { extension, Failure, failureOf, isLimo } from '../files.ts'
import { ExistingFiles, guessFile, importFiles } from '../import-files.ts'
import { command, exits, meant, WrongUse } from './command.ts'
import { counted } from './reporters.ts'
import { openTarget, refuseExisting } from './target.ts'
import { progress, tell, writeOut } from './terminal.ts'

export const importRecords = command({
  name: 'import',
  summary: 'Make .limo examples of the records of a data set.',
  usage: 'FILE… --out PATH [options]\n       limo import FILE… --guess [options]',
  docs: `
Reads JSON lines, JSON lists, both also compressed with gzip, and Parquet, and writes an example for each record. How a
record is to be read is known by its columns, or said with --from:

${readers.map(({ id, title }) => `  ${id.padEnd(17)}  ${title}`).join('\n')}

Of a column each for question, solution and answer, these names are known:

  question  ${guesses.question.join(', ')}
  solution  ${guesses.solution.join(', ')}
  answer    ${guesses.answer.join(', ')}; else the last \\boxed{…} of the solution
  id        ${guesses.id.join(', ')}; else made from the question, always the same

Of MATH records, level becomes twice that difficulty, and subject or type the domain. Of GSM8K records, what stands
before "#### 42" is the solution, and each <<48/2=24>> a @check. What a model thought aloud is the solution, and what
follows goes on with it. Where a step is labelled wrong, the solution is a flawed one with an @error there. Columns that
are named as a field become that field; all others go into meta, so that nothing is lost.

A record that cannot be read is named by its line, or its row, and left out. Records longer than 64 MB are not read.

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
      docs: `Which column holds what: ${roles.slice(0, 8).join(', ')},\n${roles.slice(8).join(', ')}. May be repeated.`,
    },
    from: {
      value: 'FORMAT',
      values: readers.map(reader => reader.id),
      docs: 'How to read every record, where the guess is wrong.',
    },
    license: { value: 'NAME', docs: 'The licence of the examples, for the header of what is written.' },
    source: { value: 'NAME', docs: 'Where examples come from that do not say so themselves.' },
    guess: { docs: 'Show how the first record is read, and write nothing.' },
    force: { docs: 'Replace files that are there already.' },
  },
  async run({ force, from, guess, license, map, out, source }, paths) {
    if (!paths.length) throw new WrongUse('limo import needs a file')
    if (paths.includes('-')) throw new WrongUse('limo import reads files, not standard input')
    if (out === undefined && !guess) throw new WrongUse('limo import needs --out: a .limo file or a folder')
    const options = {
      map: columnMap(map),
      ...(from !== undefined && { reader: readerById.get(from)! }),
      ...(source !== undefined && { source }),
    }
    for (const path of paths) await mustBeFile(path)
    if (guess || out === undefined) return showGuesses(paths, options)
    const isFolder = (await stat(out).catch(() => undefined))?.isDirectory()
    if (!isFolder && out !== '-' && !isLimo(out) && extname(out) !== '') {
      throw new WrongUse(`--out ${out}: expected a ${extension} file, a folder or "-"`)
    }
    const importing = progress('Importing record')
    const { imported, refused } = await importFiles({
      paths,
      ...options,
      ...(license !== undefined && { license }),
      target: isLimo(out) || out === '-' ? await openTarget(out, force) : { folder: out, force },
      onNote: tell,
      onRecord: importing.step,
    })
      .catch(error => {
        if (error instanceof ExistingFiles) refuseExisting(error.paths[0]!, force)
        throw failureOf(error, out)
      })
      .finally(importing.end)
    if (imported || !refused)
      tell(`${counted(imported, 'example')} imported into ${out === '-' ? 'standard output' : out}`)
    if (refused) tell(`${counted(refused, 'record')} left out${imported ? '' : '; nothing was written'}`)
    if (refused && !imported) tell('Name the columns with --map, such as --map question=COLUMN')
    return refused ? exits.findings : exits.clean
  },
})

/** What is guessed of the first record of each file, and the example that it becomes. */
async function showGuesses(paths: readonly string[], options: Parameters<typeof guessFile>[1]): Promise<number> {
  let code: number = exits.clean
  for (const path of paths) {
    const found = await guessFile(path, options)
    if (found.type === 'unreadable') {
      tell(found.reason)
      code = exits.findings
      continue
    }
    const { example, reader, roles } = found.guess
    tell(`${found.place}: read as ${reader.id}, ${reader.title}`)
    for (const { found: from, role } of roles) {
      tell(from ? `  ${role.padEnd(10)}  ${from.column}: ${from.sample}` : `  ${role.padEnd(10)}  none`)
    }
    if (example.type === 'example') await writeOut(example.text)
    else {
      tell(`  no example: ${render(example.reason)}`)
      code = exits.findings
    }
  }
  return code
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
}
