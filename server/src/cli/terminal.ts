import { once } from 'node:events'
import type { WriteStream } from 'node:tty'

/** Writes to standard output at the pace at which it is read. */
export async function writeOut(content: string | Uint8Array): Promise<void> {
  clearProgress?.()
  if (!process.stdout.write(content)) await once(process.stdout, 'drain')
}

/** A line for the user: progress, what was done, what is wrong. */
export function tell(line: string): void {
  clearProgress?.()
  process.stderr.write(`${line.split('\n').map(visible).join('\n')}\n`)
}

export type Paint = (style: 'red' | 'yellow' | 'blue' | 'dim' | 'underline', text: string) => string

const codes = { red: 31, yellow: 33, blue: 34, dim: 2, underline: 4 } as const

/** Colours, where a person looks at the stream and has not declined them. */
export function painter(stream: WriteStream): Paint {
  const colours = stream.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
  return (style, text) => (colours ? `\u001b[${codes[style]}m${text}\u001b[0m` : text)
}

/** Control characters would act on the terminal instead of being shown. */
export function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, char =>
    char === '\t' || char === '\n' || char === '\r' ? ' ' : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

let clearProgress: (() => void) | undefined

export interface Progress {
  step(): void
  end(): void
}

/** Says on a terminal how far the work is, from a second on. */
export function progress(what: string, total?: number): Progress {
  const { stderr } = process
  if (!stderr.isTTY) return { step: () => undefined, end: () => undefined }
  const started = Date.now()
  let shown = started + 900
  let done = 0
  let isShown = false
  clearProgress = () => {
    if (isShown) stderr.write('\r\u001b[K')
    isShown = false
  }
  return {
    step() {
      done++
      const now = Date.now()
      if (now - shown < 100) return
      shown = now
      isShown = true
      stderr.write(`\r\u001b[K${what} ${done}${total === undefined ? '' : ` of ${total}`}`)
    },
    end() {
      clearProgress?.()
      clearProgress = undefined
    },
  }
}

/** How long nothing new is told where nobody watches, in milliseconds. */
const pause = 15_000

/** Says how far long work is: in one line that changes on a terminal, else in a line now and then. */
export function status(): { readonly show: (text: string) => void; readonly end: () => void } {
  const { stderr } = process
  let shown = Date.now()
  let isShown = false
  if (stderr.isTTY) {
    clearProgress = () => {
      if (isShown) stderr.write('\r\u001b[K')
      isShown = false
    }
  }
  return {
    show(text) {
      const now = Date.now()
      if (now - shown < (stderr.isTTY ? 100 : pause)) return
      shown = now
      if (!stderr.isTTY) tell(text)
      else {
        isShown = true
        const columns = Math.max(20, stderr.columns || 80)
        stderr.write(`\r\u001b[K${visible(text).slice(0, columns - 1)}`)
      }
    },
    end() {
      clearProgress?.()
      clearProgress = undefined
    },
  }
}
