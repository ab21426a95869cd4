import { type FinalAnswer, finalAnswer } from '../math/final-answer.ts'
import { formulaLimit, formulaProblem } from '../text/latex.ts'
import { outsideText } from '../text/markup.ts'

export type SaidAnswer = Pick<FinalAnswer, 'text' | 'from'>

/** What the last box of a solution holds; else what follows `####` at its end; else what it says the answer is. */
export function solutionAnswer(solution: string): SaidAnswer | undefined {
  const boxed = lastBoxed(solution)
  if (boxed !== undefined) return { text: boxed, from: 'box' }
  const marked = markedAnswer(solution)
  if (marked) return { text: marked.answer, from: 'mark' }
  const said = finalAnswer(solution)
  return said?.from === 'words' ? said : undefined
}

const proofTask =
  /^[\s\d.()*#]*(?:(?:please\s+)?prove\b|show\s+that\b|give\s+a\s+proof\b|(?:请|试)?证明|求证)|[.。,，;；\n]\s*(?:prove\s+that\b|(?:请|试)?证明|求证)/i

/** Whether a problem asks for a proof, by the words it begins with or ends on. */
export function isProofTask(problem: string): boolean {
  return proofTask.test(problem)
}

/** What the last `\boxed{…}` of a solution holds. */
export function lastBoxed(solution: string): string | undefined {
  let at = solution.length
  for (let tries = 0; tries < 100 && at > 0; tries++) {
    at = solution.lastIndexOf('\\boxed', at - 1)
    if (at < 0) return undefined
    const open = /^\\boxed[ \t]*\{/.exec(solution.slice(at, at + 80))
    const inner = open ? braced(solution, at + open[0].length) : undefined
    if (inner !== undefined && inner.trim() !== '') return inner.trim()
    const bare = /^\\boxed[ \t]+([^\s\\{}$])/.exec(solution.slice(at, at + 80))
    if (bare) return bare[1]!
  }
  return undefined
}

function braced(text: string, from: number): string | undefined {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    const char = text[at]
    if (char === '\\') at++
    else if (char === '{') depth++
    else if (char === '}' && --depth === 0) return text.slice(from, at)
  }
  return undefined
}

/** `#### 42` on the last line, and what stands before it. */
export function markedAnswer(text: string): { readonly before: string; readonly answer: string } | undefined {
  const trimmed = text.trimEnd()
  const lineStart = trimmed.lastIndexOf('\n') + 1
  const mark = /^####[ \t]*(\S[^\n]*)$/.exec(trimmed.slice(lineStart))
  return mark ? { before: trimmed.slice(0, lineStart), answer: mark[1]! } : undefined
}

/** The calculation marks of GSM8K, `<<48/2=24>>`: the text without them, and what they claim, as LaTeX. */
export function withoutCalculations(text: string): { readonly text: string; readonly claims: readonly string[] } {
  const claims: string[] = []
  const plain = text.replace(/<<([^<>\n]{1,200})>>/g, (mark, claim: string) => {
    const latex = claim.includes('=') ? claimAsLatex(claim.trim()) : undefined
    if (latex === undefined) return mark
    claims.push(latex)
    return ''
  })
  return { text: plain, claims }
}

/** Sums as GSM8K has them, which need no look at their LaTeX. */
const plainSum = /^[\d.+*/()= -]+$/

function claimAsLatex(claim: string): string | undefined {
  if (plainSum.test(claim)) return claim
  const latex = claim.replace(/\\*[%$#&_]/g, char => `\\${char.at(-1)}`)
  return formulaProblem(latex, false, {}) ? undefined : latex
}

/** `text` where an answer is plainly words, and no LaTeX; anything else is left to the reader. */
export function answerKind(answer: string): 'text' | undefined {
  if (plainNumber.test(answer)) return undefined
  const latex = /^\$[^$]+\$$/.test(answer) ? answer.slice(1, -1) : answer
  if (latex.length > formulaLimit) return undefined
  return isWords(latex) || formulaProblem(latex, true, {}) ? 'text' : undefined
}

const plainNumber = /^-?\d+(?:[.,/]\d+)*$/

const functions = /\b(?:arc)?(?:sin|cos|tan|cot|sec|csc)h?\b|\b(?:log|exp|sqrt|gcd|lcm|frac|infty|theta|alpha|beta)\b/g

function isWords(latex: string): boolean {
  if (/^(?:yes|no|true|false)[.!]?$/i.test(latex.trim())) return true
  const prose = outsideText(latex)
    .replace(/\\(?:begin|end)\s*\{[^}]*\}|\\[A-Za-z]+|\\./g, ' ')
    .replace(functions, ' ')
  if (/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0400-\u04ff]/.test(prose)) return true
  const words = prose.match(/\p{L}{3,}/gu) ?? []
  if (/^[\s\d.,+-]*\d/.test(latex)) return words.length >= 2
  return words.length >= 2 || words.some(word => word.length >= 4 || /^\p{Lu}\p{Ll}+$/u.test(word))
}
