import { element } from './preview-element.ts'
import { inline, type Token } from './preview-inline.ts'

/** The lines of a paragraph as a table, if its second line says that it is one. */
export function table(lines: readonly Token[][]): HTMLElement | undefined {
  const [head, rule, ...rows] = lines
  if (
    !head ||
    rule?.length !== 1 ||
    !/^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*$/.test(`${rule[0]}`)
  ) {
    return undefined
  }
  return element('table', '', row(head, 'th'), ...rows.map(line => row(line, 'td')))
}

function row(line: readonly Token[], name: 'th' | 'td'): HTMLElement {
  return element('tr', '', ...cells(line).map(cell => element(name, '', ...inline(cell))))
}

function cells(line: readonly Token[]): Token[][] {
  const found: Token[][] = [[]]
  for (const token of line) {
    if (typeof token !== 'string') found.at(-1)!.push(token)
    else {
      for (const [i, part] of token.split(/(?<!\\)\|/).entries()) {
        if (i) found.push([])
        if (part.trim()) found.at(-1)!.push(part)
      }
    }
  }
  // The bars at the two ends are the frame.
  if (!found.at(-1)!.length) found.pop()
  if (found.length > 1 && !found[0]!.length) found.shift()
  return found
}
