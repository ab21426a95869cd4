// Models that think aloud put their thoughts into the text between <think> and </think>. Where the template of a model
// opens them, only the end is there.

const opening = /^\s*<think(?:ing)?>/
const closing = /<\/think(?:ing)?>/
const openings = ['<think>', '<thinking>']
const longestClosing = '</thinking>'.length

export interface Said {
  readonly type: 'thinking' | 'text'
  readonly text: string
}

/** What was said, without what was thought. */
export function withoutThinking(text: string): string {
  const parts = text.split(closing)
  if (parts.length > 1) return parts.at(-1)!.trimStart()
  return opening.test(text) ? '' : text
}

/** Tells thoughts and text apart while they come in. */
export function thinkSplitter(): { push(piece: string): Said[]; end(): Said[] } {
  let state: 'start' | 'thinking' | 'gap' | 'text' = 'start'
  let held = ''
  return { push, end }

  function push(piece: string): Said[] {
    held += piece
    const said: Said[] = []
    if (state === 'start') {
      const found = opening.exec(held)
      if (found) {
        state = 'thinking'
        held = held.slice(found[0].length)
      } else {
        const start = held.trimStart()
        if (openings.some(tag => tag.startsWith(start))) return said
        state = 'text'
      }
    }
    if (state === 'thinking') {
      const found = closing.exec(held)
      if (!found) {
        // The last characters may be the beginning of the end.
        const open = held.lastIndexOf('<')
        const safe = open >= 0 && held.length - open < longestClosing ? open : held.length
        add(said, 'thinking', held.slice(0, safe))
        held = held.slice(safe)
        return said
      }
      add(said, 'thinking', held.slice(0, found.index))
      held = held.slice(found.index + found[0].length)
      state = 'gap'
    }
    if (state === 'gap') {
      held = held.trimStart()
      if (held === '') return said
      state = 'text'
    }
    add(said, 'text', held)
    held = ''
    return said
  }

  function end(): Said[] {
    const said: Said[] = []
    if (state === 'start' || state === 'thinking') add(said, state === 'start' ? 'text' : 'thinking', held)
    held = ''
    return said
  }
}

function add(said: Said[], type: Said['type'], text: string): void {
  if (text !== '') said.push({ type, text })
}
