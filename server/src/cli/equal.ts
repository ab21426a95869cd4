import * as z from 'zod'
import { answerKinds } from '../core/format/directives.ts'
import { parseJson } from '../core/formats/exact-json.ts'
import { type EquivalenceOptions, equivalent } from '../core/math/answers.ts'
import { finalAnswer } from '../core/math/final-answer.ts'
import { command, exits, WrongUse } from './command.ts'
import { counted } from './reporters.ts'
import { tell, writeOut } from './terminal.ts'

const codes = { equal: exits.clean, different: exits.findings, undecided: exits.undecided } as const

export const equal = command({
  name: 'equal',
  summary: 'Tell whether two answers say the same.',
  usage: 'A B [options], or --jsonl',
  docs: `
Compares two answers by what they mean: 1/2, 0.5 and \\frac{1}{2} are equal. The verdict is printed: equal, different,
or undecided where that cannot be told for certain. Write -- before an answer that begins with two dashes.

With --jsonl, each line of standard input is an object with gold, an answer, and pred, an answer or a whole solution
that ends in one: in its last \\boxed{…}, behind "####", or behind "the answer is". For each, a line is written with
the verdict, gold, and as pred the answer that was compared; "kind" goes before --kind, and other fields are kept. A
line that cannot be read is named by its number and left out.

Exit code: 0 equal, 1 different, 3 undecided, 2 wrong use; with --jsonl 0 all compared, 1 lines left out.
`,
  dashes: true,
  options: {
    kind: { value: 'KIND', values: answerKinds, docs: `What kind of answer: ${answerKinds.join(', ')}.` },
    tolerance: { value: 'T', docs: 'How far apart two numbers may be: 0.01, or 1% of the larger one.' },
    unit: { value: 'U', docs: 'The unit of answers that are written without one.' },
    json: { docs: 'Print an object with verdict, gold (which is A) and pred (which is B).' },
    jsonl: { docs: 'Compare what stands in the lines of standard input.' },
  },
  async run({ json, jsonl, kind, tolerance, unit }, answers) {
    if (tolerance !== undefined && !/^(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?\s*%?$/i.test(tolerance)) {
      throw new WrongUse(`--tolerance ${tolerance}: expected a number, or a percentage such as 1%`)
    }
    const options: EquivalenceOptions = {
      ...(kind !== undefined && { kind: kind as (typeof answerKinds)[number] }),
      ...(tolerance !== undefined && { tolerance }),
      ...(unit !== undefined && { unit }),
    }
    if (jsonl) {
      if (answers.length) throw new WrongUse('limo equal --jsonl reads standard input and takes no answers')
      return compareLines(options)
    }
    const [gold, pred] = answers
    if (gold === undefined || pred === undefined || answers.length > 2) {
      throw new WrongUse(
        `limo equal needs two answers, and there ${answers.length === 1 ? 'is' : 'are'} ${answers.length}`,
      )
    }
    const verdict = equivalent(gold, pred, options)
    await writeOut(`${json ? JSON.stringify({ verdict, gold, pred }) : verdict}\n`)
    return codes[verdict]
  },
})

const Answer = z.union([z.string(), z.number().transform(String)])
const Pair = z.looseObject({ gold: Answer, pred: Answer, kind: z.enum(answerKinds).nullish() })

async function compareLines(options: EquivalenceOptions): Promise<number> {
  const counts = { equal: 0, different: 0, undecided: 0 }
  let bad = 0
  for await (const lines of linesOfInput()) {
    let written = ''
    for (const { number, text } of lines) {
      try {
        const { verdict, line } = compared(text, options)
        counts[verdict]++
        written += line
      } catch (error) {
        bad++
        tell(`limo: line ${number}: ${reasonOf(error)}`)
      }
    }
    if (written) await writeOut(written)
  }
  const all = counts.equal + counts.different + counts.undecided
  const left = bad ? `; ${counted(bad, 'line')} left out` : ''
  const { different, equal, undecided } = counts
  tell(`${counted(all, 'pair')}: ${equal} equal, ${different} different, ${undecided} undecided${left}`)
  return bad ? exits.findings : exits.clean
}

function compared(text: string, options: EquivalenceOptions): { verdict: keyof typeof codes; line: string } {
  const record = parseJson(text)
  const { gold, kind, pred } = Pair.parse(record)
  const answer = finalAnswer(pred)?.text ?? pred
  const verdict = equivalent(gold, answer, kind ? { ...options, kind } : options)
  const { gold: given, pred: _, verdict: __, ...others } = record as Readonly<Record<string, unknown>>
  return { verdict, line: `${JSON.stringify({ verdict, gold: given, pred: answer, ...others })}\n` }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return `no valid JSON: ${(error as Error).message}`
  const [issue] = error.issues
  const field = String(issue!.path[0] ?? '')
  if (field === 'kind') return `"kind" is none of ${answerKinds.join(', ')}`
  return field ? `"${field}" is missing or no text` : 'an object with gold and pred is expected'
}

interface InputLine {
  readonly number: number
  readonly text: string
}

/** The lines that each chunk of standard input ends, without blank ones. */
async function* linesOfInput(): AsyncGenerator<readonly InputLine[]> {
  let number = 0
  let parts: string[] = []
  process.stdin.setEncoding('utf8')
  for await (const chunk of process.stdin as AsyncIterable<string>) {
    const pieces = chunk.split('\n')
    const rest = pieces.pop()!
    const lines: InputLine[] = []
    for (const piece of pieces) {
      const text = clean(parts.join('') + piece, ++number)
      parts = []
      if (text) lines.push({ number, text })
    }
    parts.push(rest)
    yield lines
  }
  const text = clean(parts.join(''), ++number)
  if (text) yield [{ number, text }]
}

function clean(line: string, number: number): string {
  return (number === 1 ? line.replace(/^\uFEFF/, '') : line).trim()
}
