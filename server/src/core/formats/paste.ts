import { isProofTask, lastBoxed, solutionAnswer } from './answers.ts'
import { idOf, uniqueId } from './ids.ts'
import { type Parts, type ReadSolution, type ReadStepText, withoutBlankEnds } from './reader.ts'
import { importRecord, written } from './records.ts'
import { replyOf } from './replies.ts'

/** Longer text is no example that somebody copied. */
const longest = 2_000_000

/**
 * The examples in a text that was copied from elsewhere, as the text of a `.limo` file: JSON records, a chat with one
 * question and its reply, or LaTeX, Markdown or plain text with a problem and its solution under their names. Undefined
 * for any other text.
 */
export function exampleOf(text: string, ids: Iterable<string> = [], stem = 'example'): string | undefined {
  if (text.length > longest) return undefined
  const taken = new Map(Array.from(ids, id => [id.toLowerCase(), 1]))
  const plain = withoutBlankEnds(
    text
      .replace(/^\uFEFF/, '')
      .replaceAll('\0', '')
      .toWellFormed(),
  )
  // What is copied from a .limo file is one already.
  if (/^@(?:limo|example|problem|solution|step|answer)(?![\w-])/m.test(plain)) return undefined
  const examples = /^\s*[[{]/.test(plain)
    ? ofRecords(plain, stem, taken)
    : (ofChat(plain) ?? ofSections(plain)).map(parts => written(uniqueId(idOf(parts.problem, stem), taken), [], parts))
  return examples.length ? examples.join('\n') : undefined
}

function ofRecords(text: string, stem: string, taken: Map<string, number>): string[] {
  const records = jsonRecords(text)
  return records.flatMap((json, i) => {
    const read = importRecord({ line: i + 1, json }, { stem, map: {}, taken })
    return read.type === 'example' ? [read.text] : []
  })
}

/** One object, a list of them, or one on each line; a comma may have come along. */
function jsonRecords(text: string): string[] {
  const whole = text.trim().replace(/,$/, '')
  const value = parsed(whole)
  if (Array.isArray(value)) return value.filter(isRecord).map(item => JSON.stringify(item))
  if (value !== undefined) return isRecord(value) ? [whole] : []
  const lines = text.split('\n').map(line => line.trim().replace(/,$/, ''))
  const records = lines.filter(line => line !== '' && line !== '[' && line !== ']')
  return records.every(line => isRecord(parsed(line))) ? records : []
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

type Said = Pick<Parts, 'problem' | 'solutions' | 'answer'>

const speaker =
  /^[ \t]*(?:[*_#]{0,3}[ \t]*)(?:(user|human|you(?: said)?|me|student|用户|问)|(assistant|ai|bot|model|chatgpt(?: said)?|gpt(?:-[\w.]+)?|claude|deepseek|gemini|助手|答))[ \t]*[*_]{0,3}[ \t]*[:：][ \t]*[*_]{0,3}[ \t]*/i

/** A question and its reply, each after the name of who speaks. */
function ofChat(text: string): Said[] | undefined {
  const turns: { by: 'user' | 'assistant'; lines: string[] }[] = []
  let fence = false
  for (const line of text.split('\n')) {
    const match = fence ? null : speaker.exec(line)
    if (/^\s*(?:```|~~~)/.test(line)) fence = !fence
    if (match) turns.push({ by: match[1] ? 'user' : 'assistant', lines: [line.slice(match[0].length)] })
    else if (turns.length) turns.at(-1)!.lines.push(line)
    else if (line.trim() !== '') return undefined
  }
  const [question, reply, ...more] = turns
  if (question?.by !== 'user' || reply?.by !== 'assistant' || more.length) return undefined
  const problem = withoutBlankEnds(question.lines.join('\n'))
  const { said, solution } = replyOf(withoutBlankEnds(reply.lines.join('\n')))
  if (problem === '' || solution === '') return undefined
  const answer = said ?? solutionAnswer(solution)
  return [{ problem, solutions: [cutIntoSteps(solution)], ...answerOf(answer?.text, problem) }]
}

function answerOf(text: string | undefined, problem: string): Pick<Said, 'answer'> {
  if (text) return { answer: { text } }
  return isProofTask(problem) ? { answer: { text: '', isProof: true } } : {}
}

type Section = 'problem' | 'solution' | 'proof' | 'answer'

const names: Readonly<Record<Section, string>> = {
  problem: 'problem|question|exercise|task|题目|问题|试题|例题|例|题',
  solution: 'solution|worked solution|reasoning|解答|解析|解法|解',
  proof: 'proof|证明|证',
  answer: 'final answer|answer|答案|参考答案',
}
const anyName = Object.values(names).join('|')
const number = String.raw`(?:[ \t]*(?:[#№]?\d+(?:\.\d+)*|[一二三四五六七八九十]+|\([^()\n]{1,40}\)|（[^（）\n]{1,40}）))?`

/** `## Problem 3`, `**Solution.**`, `Answer: 42`, `\textbf{Problem 1.}`, `\section*{Solution}`, `【解】`, `解：`. */
const headings = [
  new RegExp(
    `^[ \\t]*#{1,6}[ \\t]*(?:\\*\\*)?(?:the )?(${anyName})${number}[ \\t]*[.:：]?(?:\\*\\*)?[.:：]?[ \\t]*(.*)$`,
    'i',
  ),
  new RegExp(`^[ \\t]*(?:\\*\\*|__)(${anyName})${number}[ \\t]*[.:：]?(?:\\*\\*|__)[ \\t]*[.:：]?[ \\t]*(.*)$`, 'i'),
  new RegExp(
    `^[ \\t]*\\\\(?:textbf|textit|emph|(?:sub)*section\\*?|paragraph\\*?)\\{(${anyName})${number}[ \\t]*[.:：]?\\}[ \\t]*[.:：]?[ \\t]*(.*)$`,
    'i',
  ),
  new RegExp(`^[ \\t]*【(${anyName})${number}】[ \\t]*[.:：]?[ \\t]*(.*)$`, 'i'),
  new RegExp(`^[ \\t]*(${anyName})${number}[ \\t]*(?:[.:：]|$)[ \\t]*(.*)$`, 'i'),
]

const environment = /\\begin\{((?:problem|question|exercise|solution|proof|answer)\*?)\}(?:\[[^\]\n]{0,80}\])?/g

interface Piece {
  readonly section: Section
  readonly text: string
}

/** Problems and solutions under their names. Text before a solution that has no name is the problem. */
function ofSections(text: string): Said[] {
  const pieces = text.includes('\\begin{') ? (environmentPieces(text) ?? headedPieces(text)) : headedPieces(text)
  const groups: Piece[][] = []
  for (const piece of pieces) {
    if (piece.section === 'problem') groups.push([piece])
    else groups.at(-1)?.push(piece)
  }
  return groups.flatMap(group => saidIn(group) ?? [])
}

function environmentPieces(text: string): readonly Piece[] | undefined {
  const pieces: Piece[] = []
  let from = 0
  for (const match of text.matchAll(environment)) {
    if (match.index < from) continue
    const [begin, name] = match
    const start = match.index + begin.length
    const end = text.indexOf(`\\end{${name}}`, start)
    if (end < 0) break
    from = end
    pieces.push({ section: sectionOf(name!.replace('*', '')), text: withoutBlankEnds(text.slice(start, end)) })
  }
  if (!pieces.some(piece => piece.section === 'problem')) return undefined
  return pieces.some(piece => piece.section !== 'problem') ? pieces : undefined
}

function headedPieces(text: string): readonly Piece[] {
  const found: { section: Section | undefined; lines: string[] }[] = [{ section: undefined, lines: [] }]
  let fence = false
  for (const line of text.split('\n')) {
    const heading = fence ? undefined : headingOf(line)
    if (/^\s*(?:```|~~~)/.test(line)) fence = !fence
    if (heading) found.push({ section: heading.section, lines: heading.rest === '' ? [] : [heading.rest] })
    else found.at(-1)!.lines.push(line)
  }
  const pieces = found.map(({ lines, section }) => ({ section, text: withoutBlankEnds(lines.join('\n')) }))
  const [first, second] = pieces
  const rest = pieces.slice(1) as Piece[]
  if (first!.text !== '' && second?.section === 'solution') return [{ section: 'problem', text: first!.text }, ...rest]
  return rest
}

function headingOf(line: string): { section: Section; rest: string } | undefined {
  if (line.length > 2000) return undefined
  for (const [i, pattern] of headings.entries()) {
    const match = pattern.exec(line)
    if (!match) continue
    const name = match[1]!.toLowerCase()
    const rest = match.at(-1)!
    // A short Chinese name is one only with its colon or in brackets: 解得, 例如 and 证 begin sentences.
    if (i === 4 && !/[.:：]/.test(line.slice(0, line.length - rest.length)) && rest === '' && name.length === 1)
      continue
    return { section: sectionOf(name), rest }
  }
  return undefined
}

function sectionOf(name: string): Section {
  const lower = name.toLowerCase()
  return (Object.keys(names) as Section[]).find(section => names[section].split('|').includes(lower)) ?? 'problem'
}

function saidIn([first, ...rest]: readonly Piece[]): Said | undefined {
  const problem = first!.text
  if (problem === '') return undefined
  const solutions: ReadSolution[] = []
  let answer: string | undefined
  let isProof = false
  for (const { section, text } of rest) {
    if (text === '') continue
    if (section !== 'answer') {
      solutions.push(cutIntoSteps(text))
      isProof ||= section === 'proof'
    } else if (!solutions.length && isWorked(text)) solutions.push(cutIntoSteps(text))
    else answer = lastBoxed(text) ?? unadorned(text)
  }
  if (!solutions.length && answer === undefined) return undefined
  const said = answer ?? solutionAnswer(solutions.map(wholeText).join('\n\n'))?.text
  if (said === undefined && isProof) return { problem, solutions, answer: { text: '', isProof } }
  return { problem, solutions, ...answerOf(said, problem) }
}

/** Whether what is called an answer says how it was found. */
function isWorked(text: string): boolean {
  return text.includes('\n') || lastBoxed(text) !== undefined || text.length > 150
}

/** Without the formula's dollars and the full stop that a sentence gives it. */
function unadorned(text: string): string {
  const line = text.trim().replace(/^\*\*(.*)\*\*$/s, '$1')
  const inner = /^(?:\$([^$]+)\$|\\\((.+)\\\)|\\\[(.+)\\\])[.。]?$/s.exec(line)
  return (inner ? (inner[1] ?? inner[2] ?? inner[3])! : line.replace(/(\d)\.$/, '$1')).trim()
}

function wholeText({ steps, text }: ReadSolution): string {
  return [text, ...(steps ?? []).map(step => step.text)].join('\n\n')
}

const stepHeading =
  /^[ \t]*(?:#{1,6}[ \t]*(?:\*\*)?|\*\*|\\textbf\{|\\paragraph\*?\{)?(?:step[ \t]*\d+|步骤[ \t]*[\d一二三四五六七八九十]+|第[ \t]*[\d一二三四五六七八九十]+[ \t]*步)[ \t]*(?:[.:：、)）—-]+[ \t]*(.*?))?[ \t]*$/i

/** In steps, where at least two are numbered by a heading each. */
function cutIntoSteps(text: string): ReadSolution {
  const lines = text.split('\n')
  const steps: { title: string; lines: string[] }[] = []
  const opening: string[] = []
  for (const line of lines) {
    const match = stepHeading.exec(line)
    if (match) steps.push(titled(match[1] ?? ''))
    else (steps.at(-1)?.lines ?? opening).push(line)
  }
  const read = steps.map(({ lines: said, title }): ReadStepText => {
    const body = withoutBlankEnds(said.join('\n'))
    return body === '' ? { text: title } : { text: body, ...(title !== '' && { title }) }
  })
  if (read.length < 2 || read.some(step => step.text === '')) return { text }
  return { text: withoutBlankEnds(opening.join('\n')), steps: read }
}

/** What follows the number is a title if it is short and no sentence; else the step begins with it. */
function titled(rest: string): { title: string; lines: string[] } {
  const text = rest.replace(/(?:\*\*|\})[ \t]*[.:：]?$/, '').trim()
  const isTitle = text.length <= 80 && !/[.。=$\\]/.test(text)
  const bold = /^(.*?)(?:\*\*|\})[ \t]*[.:：]?[ \t]+(.+)$/.exec(rest)
  if (bold) return { title: bold[1]!.trim(), lines: [bold[2]!] }
  return isTitle ? { title: text, lines: [] } : { title: '', lines: [rest.replace(/\*\*$/, '')] }
}
