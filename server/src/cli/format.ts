import { parse } from '../core/format/parse.ts'
import { print } from '../core/format/print.ts'
import { decodeText, findFiles, type ReadText, readText, writeText } from '../files.ts'
import { command, exits, WrongUse } from './command.ts'
import { readInput, standardInput } from './data-set.ts'
import { invalidMessage } from './report.ts'
import { counted } from './reporters.ts'
import { progress, tell, writeOut } from './terminal.ts'

export const format = command({
  name: 'format',
  summary: 'Write .limo files in their canonical form.',
  usage: '[--check|--write] PATH…',
  docs: `
Prints one file, or standard input as "-", in its canonical form; --write and --check take any number of files and
folders.

Exit code: 0 done, 1 with --check if a file would change, or if a file is not valid UTF-8, 2 wrong use.
`,
  options: {
    check: { docs: 'Change nothing; list the files that are not in canonical form.' },
    write: { docs: 'Write the files that change.' },
  },
  async run({ check, write }, paths) {
    if (check && write) throw new WrongUse('limo format takes either --check or --write')
    if (!paths.length) throw new WrongUse('limo format needs files, folders or "-"')
    if (paths.includes('-')) return formatInput(paths, check, write)
    const files = await findFiles(paths)
    if (!check && !write && files.length > 1) {
      throw new WrongUse(`limo format prints one file and there are ${files.length}; say --write or --check`)
    }
    const formatting = progress('Formatting', files.length)
    let code: number = exits.clean
    let changes = 0
    for (const { path } of files) {
      const text = textIn(path, await readText(path))
      formatting.step()
      if (text === undefined) {
        code = exits.findings
        continue
      }
      const formatted = print(parse(text))
      if (!check && !write) await writeOut(formatted)
      if (formatted === text) continue
      changes++
      if (write) await writeText(path, formatted)
      if (check) await writeOut(`${path}\n`)
    }
    formatting.end()
    if (check && changes) code = exits.findings
    if (check) tell(`${changes} of ${counted(files.length, 'file')} not in canonical form`)
    if (write) tell(`${changes} of ${counted(files.length, 'file')} written`)
    return code
  },
})

async function formatInput(paths: readonly string[], check: boolean, write: boolean): Promise<number> {
  if (paths.length > 1) throw new WrongUse('limo format takes "-" alone')
  if (write) throw new WrongUse('limo format cannot write standard input; without --write it prints the result')
  const text = textIn(standardInput, decodeText(await readInput(), standardInput))
  if (text === undefined) return exits.findings
  const formatted = print(parse(text))
  if (!check) await writeOut(formatted)
  else if (formatted !== text) await writeOut(`${standardInput}\n`)
  return check && formatted !== text ? exits.findings : exits.clean
}

/** Undefined, and told, where there is none. */
function textIn(path: string, read: ReadText): string | undefined {
  if (read.type === 'text') return read.text
  tell(`${path}: ${invalidMessage(read)}`)
  return undefined
}
