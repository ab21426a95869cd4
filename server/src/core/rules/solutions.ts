import type { Example, Solution } from '../format/document.ts'
import { sourceSpan } from '../format/text.ts'
import { type JudgedPart, judgedParts, type SolutionFacts } from '../math/facts.ts'
import type { Claim, Stretch } from '../math/solution.ts'
import { type Message, message } from '../message.ts'
import type { Span } from '../span.ts'
import { piecesOf } from '../text/pieces.ts'
import type { Fix, Found, MathView, Related } from './rule.ts'

// What the rules about mathematics and answers share.

/** A solution, what its mathematics comes to, and the parts that the facts speak of. */
export interface Judged {
  readonly solution: Solution
  readonly facts: SolutionFacts
  readonly parts: readonly JudgedPart[]
}

export interface Place extends Stretch {
  readonly part: number
}

export function* judgedSolutions({ example, math }: MathView): Generator<Judged> {
  for (const [i, solution] of example.solutions.entries()) {
    const facts = math.solutions[i]
    if (facts) yield { solution, facts, parts: judgedParts(solution) }
  }
}

export function placeSpan({ parts }: Judged, { part, start, end }: Place): Span {
  return sourceSpan(parts[part]!.text, start, end)
}

function sourceOf({ parts }: Judged, part: number, { start, end }: Stretch): string {
  return parts[part]!.text.value.slice(start, end)
}

/** Every mistake once: not at the mark of a calculation too, nor again where a chain finds back to what is right. */
export function wrongClaims({ facts }: Judged): Claim[] {
  const wrong = facts.checked.claims.filter(claim => claim.decision.verdict === 'false')
  return wrong.filter((claim, i) => {
    const before = wrong[i - 1]
    const isBack =
      before !== undefined &&
      before.part === claim.part &&
      before.right.start === claim.left.start &&
      before.right.end === claim.left.end &&
      before.relation === claim.relation &&
      before.decision.left !== undefined &&
      before.decision.left === claim.decision.right
    const isSaid =
      claim.from === 'mark' &&
      wrong.some(
        other =>
          other.from !== 'mark' &&
          other.part === claim.part &&
          other.start <= claim.start &&
          // `$3 * 4 = $<<3*4=13>>13`
          claim.start <= other.end,
      )
    return !isBack && !isSaid
  })
}

const longest = 60

/** A stretch of a formula in one line, as a message quotes it; undefined where it is too long for that. */
export function quoted(judged: Judged, part: number, stretch: Stretch): string | undefined {
  const text = sourceOf(judged, part, stretch)
    .replace(/<<[^<>]*>>/g, '')
    .replace(/(?<!\\)&|\\\\(?=\s*$)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return text && text.length <= longest ? text : undefined
}

const bare = (text: string): string => text.replace(/\s/g, '')

/** A name in words belongs to what follows: `\text{lcm}(4, 6)`. */
function withName({ parts }: Judged, part: number, { start, end }: Stretch): Stretch {
  const before = parts[part]!.text.value.slice(Math.max(0, start - 60), start)
  const name = /\\(?:text|textrm|mathrm|operatorname)\*?\s*\{[^{}]*\}\s*$/.exec(before)
  return { start: start - (name?.[0].length ?? 0), end }
}

const isNumber = /^\\?\$?\s*-?\d(?:[\d,.{}]|\\[,!])*$/

/** What is wrong about an equality, by the values of its sides. */
export function unequal(judged: Judged, claim: Claim): Message {
  const { left, right, used } = claim.decision
  if (left === undefined || right === undefined) {
    return message('The two sides leave different remainders, so they differ; expected equal values')
  }
  if (left === right) return message('The two sides differ, if only in late digits; expected equal values')
  const [a, b] = [
    quoted(judged, claim.part, withName(judged, claim.part, claim.left)),
    quoted(judged, claim.part, claim.right),
  ]
  const [expression, is, isNot] =
    b !== undefined && isNumber.test(b) ? [a, left, right] : a !== undefined && isNumber.test(a) ? [b, right, left] : []
  if (expression === undefined || is === undefined || isNot === undefined || isNumber.test(expression)) {
    return message('The left side is {left}, the right side {right}; expected equal values', { left, right })
  }
  // `10/3 = 3`
  const [, over, by] = /^(-?\d+)\/(\d+)$/.exec(is) ?? []
  if (by && bare(is) === bare(expression)) {
    return message('"{expression}" is about {is}, not {isNot}', {
      expression,
      is: Number((Number(over) / Number(by)).toPrecision(6)),
      isNot,
    })
  }
  if (bare(is) === bare(expression)) {
    return message('"{expression}" is not {isNot}; expected equal values', { expression, isNot })
  }
  return used.length
    ? message('With the values given before, "{expression}" is {is}, not {isNot}', { expression, is, isNot })
    : message('"{expression}" is {is}, not {isNot}', { expression, is, isNot })
}

/** The places behind a claim in which the number on its right side stands again, and the fix that sets it right. */
export function corrected(judged: Judged, claim: Claim): Pick<Found, 'fixes' | 'related'> {
  const { literal, part } = claim
  if (!literal) return {}
  const written = sourceOf(judged, part, literal)
  const value = likeWritten(claim.decision.left, written)
  const uses = laterUses(judged, claim, written)
  const related = uses
    .slice(0, 20)
    .map(
      (use): Related => ({ span: placeSpan(judged, use), message: message('{written} stands here too', { written }) }),
    )
  if (value === undefined) return { ...(related.length && { related }) }
  const title =
    uses.length === 0
      ? message('Write {value}', { value })
      : uses.length === 1
        ? message('Write {value} here; one later place uses {written}', { value, written })
        : message('Write {value} here; {count} later places use {written}', { value, written, count: uses.length })
  const fix: Fix = { title, edits: [{ span: placeSpan(judged, { part, ...literal }), text: value }] }
  return { fixes: [fix], ...(related.length && { related }) }
}

/** A value in the way a number is written: with as many decimals and the same separators; undefined if it cannot be. */
function likeWritten(value: string | undefined, written: string): string | undefined {
  const exact = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value ?? '')
  const shape = /^-?\s*(?:\d+|\d{1,3}(?:(,|\{,\}|\\,|\{,\\!\}|,\\!)\d{3})+)?(?:\.(\d+))?$/.exec(written)
  if (!exact || !shape) return undefined
  const [, sign, whole, decimals = ''] = exact
  const [, separator, places = ''] = shape
  // An integer that should be a fraction is no slip of a digit.
  if (decimals && !places) return undefined
  const grouped = separator === undefined ? whole! : whole!.replace(/(?<=\d)(?=(?:\d{3})+$)/g, separator)
  const shown = places ? `.${decimals.padEnd(places.length, '0')}` : ''
  return `${sign}${grouped}${shown}`
}

/** Single digits stand everywhere; of them only those in a box count. */
function laterUses(judged: Judged, claim: Claim, written: string): Place[] {
  const number = written.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const single = written.length < 2
  const pattern = new RegExp(`(?<![\\d.\\w])${number}(?!\\d|[.,]\\d|\\{,\\})`, 'g')
  const uses: Place[] = []
  for (const [part, { text, within }] of judged.parts.entries()) {
    if (part < claim.part) continue
    const from = part === claim.part ? Math.max(claim.end, within.start) : within.start
    for (const match of text.value.slice(from, within.end).matchAll(pattern)) {
      const place = { part, start: from + match.index, end: from + match.index + match[0].length }
      if (single && !inBox(judged, place)) continue
      if (isCode(judged, place)) continue
      uses.push(place)
    }
  }
  return uses
}

function inBox({ facts }: Judged, { part, start, end }: Place): boolean {
  return facts.boxes.some(box => box.part === part && box.start <= start && end <= box.end)
}

function isCode({ parts }: Judged, { part, start }: Place): boolean {
  return piecesOf(parts[part]!.text).some(
    ({ type, ...piece }) =>
      (type === 'code' || type === 'fence' || type === 'asy') && piece.start <= start && start < piece.end,
  )
}

/** A box with its command and braces, and what of that is to be deleted to leave only what it holds. */
export function boxSpans(judged: Judged, box: Place): { readonly whole: Span; readonly rim: readonly Span[] } {
  const text = judged.parts[box.part]!.text.value
  const before = Math.max(text.lastIndexOf('\\boxed', box.start), text.lastIndexOf('\\fbox', box.start))
  const start = before < 0 ? box.start : before
  const close = /^\s*\}/.exec(text.slice(box.end))
  const braced = /\{\s*$/.test(text.slice(start, box.start))
  const end = braced && close ? box.end + close[0].length : box.end
  const at = (from: number, to: number): Span => placeSpan(judged, { part: box.part, start: from, end: to })
  return {
    whole: at(start, end),
    rim: [at(start, box.start), ...(end > box.end ? [at(box.end, end)] : [])],
  }
}

const asksForProof = /\bprove\b|\bshow\s+that\b|证明|求证/i

/** Whether there is nothing to box: the answer is a proof, or there is none and the problem asks for a proof. */
export function isProof({ answer, problem }: Example): boolean {
  return answer?.kind === 'proof' || (!answer?.text.value && asksForProof.test(problem?.text.value ?? ''))
}
