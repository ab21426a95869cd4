import { element } from './preview-element.ts'

/** Prose, or what was made of a formula, code or a reference. */
export type Token = string | { readonly node: Node; readonly block: boolean }

interface Frame {
  readonly mark: string
  readonly nodes: Node[]
}

const special = /\\([!-/:-@[-`{-~])|\*{1,2}|_{1,2}|(?: {2,}|\\)\n/g

/** Prose with emphasis, escapes and line breaks. A mark without its partner is shown as typed. */
export function inline(tokens: readonly Token[]): Node[] {
  const frames: Frame[] = [{ mark: '', nodes: [] }]
  const prose = merged(tokens)
  for (const [i, token] of prose.entries()) {
    if (typeof token !== 'string') add(token.node)
    else readProse(token, i > 0, i < prose.length - 1)
  }
  while (frames.length > 1) giveUp()
  return frames[0]!.nodes

  /** What stands beside the prose, if anything, is a formula, code or a reference. */
  function readProse(text: string, before: boolean, after: boolean): void {
    let at = 0
    for (const match of text.matchAll(special)) {
      add(text.slice(at, match.index))
      at = match.index + match[0].length
      if (match[1] !== undefined) add(match[1])
      else if (match[0].endsWith('\n')) add(element('br', ''))
      else readMark(match[0], text[match.index - 1] ?? (before ? '.' : ' '), text[at] ?? (after ? '.' : ' '))
    }
    add(text.slice(at))
  }

  function readMark(mark: string, previous: string, next: string): void {
    const inWord = mark.startsWith('_') && /[\p{L}\p{N}]/u.test(previous) && /[\p{L}\p{N}]/u.test(next)
    const opened = frames.findLastIndex(frame => frame.mark === mark)
    if (opened > 0 && /\S/.test(previous) && !inWord) {
      while (frames.length > opened + 1) giveUp()
      const { nodes } = frames.pop()!
      add(element(mark.length === 2 ? 'strong' : 'em', '', ...nodes))
    } else if (/\S/.test(next) && !inWord) frames.push({ mark, nodes: [] })
    else add(mark)
  }

  function add(what: Node | string): void {
    if (what !== '') frames.at(-1)!.nodes.push(typeof what === 'string' ? document.createTextNode(what) : what)
  }

  function giveUp(): void {
    const { mark, nodes } = frames.pop()!
    add(mark)
    frames.at(-1)!.nodes.push(...nodes)
  }
}

/** Prose that stands together as one. */
function merged(tokens: readonly Token[]): Token[] {
  const result: Token[] = []
  for (const token of tokens) {
    const last = result.at(-1)
    if (typeof token === 'string' && typeof last === 'string') result[result.length - 1] = last + token
    else result.push(token)
  }
  return result
}
