import { readFileSync } from 'node:fs'
import { type Client, pulling, startClient } from '../client.ts'

export interface Keystrokes {
  /** Milliseconds from the change to the diagnostics, over stdio. */
  readonly median: number
  readonly p90: number
  /** Milliseconds from opening the file to its first diagnostics. */
  readonly opened: number
  readonly findings: number
  /** Resident memory of the server at the end, in MB; undefined where the system does not say. */
  readonly memory: number | undefined
}

/** Types in the middle of a file and waits for its diagnostics each time. */
export async function keystrokes(
  command: readonly string[],
  uri: string,
  languageId: string,
  text: string,
  marker: string,
  count: number,
): Promise<Keystrokes> {
  const client = await startClient({ command, capabilities: pulling })
  try {
    const start = performance.now()
    client.open(uri, text, languageId)
    let findings = await full(client, uri)
    const opened = performance.now() - start
    const position = placeOf(text, marker)
    const times: number[] = []
    for (let i = 0; i < count; i++) {
      const started = performance.now()
      const insert = i % 2 === 0
      client.change(uri, i + 2, [
        {
          range: { start: position, end: { ...position, character: position.character + (insert ? 0 : 1) } },
          text: insert ? 'x' : '',
        },
      ])
      findings = await full(client, uri)
      times.push(performance.now() - started)
    }
    // The first ones warm the compiler up.
    const sorted = times.slice(Math.floor(count / 5)).sort((a, b) => a - b)
    return {
      median: sorted[sorted.length >> 1]!,
      p90: sorted[Math.floor(sorted.length * 0.9)]!,
      opened,
      findings,
      memory: residentMemory(client.process.pid!),
    }
  } finally {
    await client.close()
  }
}

async function full(client: Client, uri: string): Promise<number> {
  const report = await client.diagnostics(uri)
  if (report.kind !== 'full') throw new Error('expected a full report')
  return report.items.length
}

function placeOf(text: string, marker: string): { line: number; character: number } {
  const before = text.slice(0, text.indexOf(marker) + marker.length)
  return { line: before.split('\n').length - 1, character: before.length - before.lastIndexOf('\n') - 1 }
}

function residentMemory(pid: number): number | undefined {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes ? Number(kilobytes) / 1024 : undefined
  } catch {
    return undefined
  }
}
