import manifest from '../../../package.json' with { type: 'json' }
import { type Command, exits, helpOf, meant, readCall, table, WrongUse } from './command.ts'

/** Each is loaded only when it is called, so that none waits for what another needs. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import('./check.ts')).check,
  format: async () => (await import('./format.ts')).format,
  import: async () => (await import('./import.ts')).importRecords,
  export: async () => (await import('./export.ts')).exportRows,
  formats: async () => (await import('./formats.ts')).listFormats,
  stats: async () => (await import('./stats.ts')).stats,
  render: async () => (await import('./render.ts')).renderPage,
  judge: async () => (await import('./judge.ts')).judge,
  equal: async () => (await import('./equal.ts')).equal,
  serve: async () => (await import('./serve.ts')).serve,
}

/** Runs a call and returns its exit code; throws a `Failure` for what the user can put right. */
export async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const about = name === 'help' ? args[0] : undefined
    const stream = name === undefined ? process.stderr : process.stdout
    stream.write(about === undefined ? await helpOfAll() : helpOf(await load(about)))
    return name === undefined ? exits.wrongUse : exits.clean
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${manifest.version}\n`)
    return exits.clean
  }
  const command = await load(name)
  const { help, paths, values } = readCall(command, args)
  if (!help) return command.run(values, paths)
  process.stdout.write(helpOf(command))
  return exits.clean
}

async function load(name: string): Promise<Command> {
  const found = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (found) return found()
  const known = [...Object.keys(commands), '--help', '--version']
  const kind = name.startsWith('-') ? 'option' : 'command'
  throw new WrongUse(`unknown ${kind} ${name}${meant(name, known) || `; expected ${Object.keys(commands).join(', ')}`}`)
}

async function helpOfAll(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map(load => load()))
  const rows = all.map(({ name, summary }) => [name, summary] as const)
  return `Usage: limo COMMAND …\n\nCommands:\n${table(rows)}\nOptions:\n${table([
    ['-h, --help', 'Show this help; "limo COMMAND --help" that of a command.'],
    ['-v, --version', 'Show the version.'],
  ])}\nExit code: 0 clean, 1 findings or records refused, 2 wrong use or a file that cannot be read or written.\n`
}
