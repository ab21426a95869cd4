/** Measures the mathematics and writes the tables of README.md: `npm run eval:math`. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { percent, report, writeSection } from './report.ts'

const coldFrom = performance.now()
const { checkFormula } = await import('../../server/src/core/math/decide.ts')
const coldLoaded = performance.now()
checkFormula('\\frac{1}{2} + \\frac{1}{3} = \\frac{5}{6}')
const cold = { load: coldLoaded - coldFrom, first: performance.now() - coldLoaded }

const { scan } = await import('../../server/src/core/text/markup.ts')
const { checkSolution } = await import('../../server/src/core/math/solution.ts')
const { equivalent } = await import('../../server/src/core/math/answers.ts')
const { finalAnswer } = await import('../../server/src/core/math/final-answer.ts')
const { faultsIn, seeded } = await import('./faults.ts')
const { hostile } = await import('./hostile.ts')

interface Gold {
  readonly id: string
  readonly problem: string
  readonly solution: string
  readonly answer: string
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const lines = (path: string): unknown[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url))
const sets: readonly [name: string, title: string, gold: readonly Gold[]][] = existsSync(data)
  ? [
      ['math', 'MATH', mathGold(lines(`${data}math-sample.jsonl`) as Record<string, string>[])],
      ['gsm8k', 'GSM8K', gsmGold(lines(`${data}gsm8k-sample.jsonl`) as Record<string, string>[])],
    ]
  : []

function mathGold(rows: readonly Record<string, string>[]): Gold[] {
  return rows.map(row => ({
    id: row.unique_id!.replace(/\.json$/, ''),
    problem: row.problem!,
    solution: row.solution!,
    answer: row.answer!,
  }))
}

/** As import makes it: without the marks, the answer apart. */
function gsmGold(rows: readonly Record<string, string>[]): Gold[] {
  return rows.map((row, i) => ({
    id: String(i),
    problem: row.question!,
    solution: row.answer!.replace(/<<[^<>]*>>/g, ''),
    answer: /#### (.*)/.exec(row.answer!)![1]!,
  }))
}

const check = (solution: string, problem = ''): ReturnType<typeof checkSolution> =>
  checkSolution([{ text: solution, pieces: scan(solution) }], { problem })

const known = JSON.parse(readFileSync(here('known-errors.json'), 'utf8')) as {
  data: string
  record: string
  claim: string
}[]
const half = (gold: readonly Gold[], which: number): Gold[] => gold.filter((_, i) => i % 2 === which)
const out = report()
const { line, table } = out

equalities()
goldSolutions()
faults()
answers()
times()
hostileInput()
writeSection('mathematics', out)
process.stdout.write(`${out.lines.join('\n')}\n`)

function equalities(): void {
  const tally = { right: 0, undecided: 0, wrong: 0 }
  for (const { text, verdict } of lines(here('equalities.jsonl')) as { text: string; verdict: string }[]) {
    const verdicts = check(text).claims.map(claim => claim.decision.verdict)
    const found =
      ['false', 'undecided', 'approximate'].find(which => (verdicts as string[]).includes(which)) ??
      (verdicts.length ? 'true' : 'undecided')
    if (found === verdict) tally.right++
    else if (found === 'undecided') tally.undecided++
    else tally.wrong++
  }
  line('### 300 closed equalities, marked by hand before the code (bar: 95 % decided)')
  table(['right', 'undecided', 'wrong'], [[tally.right, tally.undecided, tally.wrong]])
}

function goldSolutions(): void {
  line('### Gold solutions (bar: no more than 1 false alarm in 1,000 decided)')
  const rows: (string | number)[][] = []
  for (const [name, title, gold] of sets) {
    for (const which of [0, 1]) {
      let [formulas, read, closed, decided, alarms, errors, approximate, open, confirmed, clashes] = Array(10).fill(
        0,
      ) as number[]
      for (const { id, solution, problem } of half(gold, which)) {
        const result = check(solution, problem)
        formulas! += result.formulas
        read! += result.read
        clashes! += result.assignments.filter(assignment => assignment.against).length
        for (const claim of result.claims) {
          const { verdict } = claim.decision
          if (!claim.decision.closed) {
            open!++
            if (verdict === 'true') confirmed!++
            continue
          }
          closed!++
          if (verdict !== 'undecided') decided!++
          if (verdict === 'approximate') approximate!++
          if (verdict !== 'false') continue
          const text = solution.slice(claim.start, claim.end)
          if (known.some(error => error.data === name && error.record === id && error.claim === text)) errors!++
          else {
            alarms!++
            process.stdout.write(`false alarm in ${name} ${id}: ${text}\n`)
          }
        }
      }
      rows.push([
        `${title}, ${which ? 'held out' : 'tuned on'}`,
        `${read} of ${formulas}`,
        closed!,
        `${decided} (${percent(decided!, closed!)})`,
        errors!,
        alarms!,
        approximate!,
        `${confirmed} of ${open}`,
        clashes!,
      ])
    }
  }
  table(
    [
      'half',
      'formulas read',
      'closed relations',
      'decided',
      'real errors found',
      'false alarms',
      'approximate',
      'with variables: confirmed',
      'second values',
    ],
    rows,
  )
}

function faults(): void {
  line('### Single faults in gold solutions, found where they are (bar: 95 % of results)')
  const kinds = ['result', 'digit', 'operator', 'sign', 'exponent'] as const
  const rows: string[][] = []
  for (const [, title, gold] of sets) {
    for (const which of [0, 1]) {
      const random = seeded(20260 + which)
      const tally = new Map(kinds.map(kind => [kind, [0, 0] as [number, number]]))
      for (const { solution, problem } of half(gold, which)) {
        for (let round = 0; round < 3; round++) {
          for (const fault of faultsIn(solution, random)) {
            const count = tally.get(fault.kind)!
            count[1]++
            const hit = check(fault.text, problem).claims.some(
              claim =>
                (claim.decision.verdict === 'false' || claim.decision.verdict === 'approximate') &&
                claim.start <= fault.end &&
                claim.end >= fault.start,
            )
            if (hit) count[0]++
          }
        }
      }
      rows.push([
        `${title}, ${which ? 'held out' : 'tuned on'}`,
        ...kinds.map(kind => `${tally.get(kind)![0]} of ${tally.get(kind)![1]} (${percent(...tally.get(kind)!)})`),
      ])
    }
  }
  table(['half', ...kinds], rows)
}

function answers(): void {
  line('### Equivalence of answers (bar: none wrong, at most 3 % undecided)')
  const pairs = lines(here('answers.jsonl')) as { a: string; b: string; verdict: string }[]
  const rows: (string | number)[][] = []
  for (const verdict of ['equal', 'different']) {
    const wanted = pairs.filter(pair => pair.verdict === verdict)
    const found = wanted.map(pair => [equivalent(pair.a, pair.b), equivalent(pair.b, pair.a)])
    const undecided = found.filter(([a]) => a === 'undecided').length
    const wrong = found.filter(([a]) => a !== 'undecided' && a !== verdict).length
    rows.push([
      verdict,
      wanted.length,
      wrong,
      `${undecided} (${percent(undecided, wanted.length)})`,
      found.filter(([a, b]) => a !== b).length,
    ])
  }
  table(['marked', 'pairs', 'wrong', 'undecided', 'not symmetric'], rows)
  const boxed: (string | number)[][] = []
  for (const [, title, gold] of sets) {
    const verdicts = gold.map(({ solution, answer }) => {
      const found = finalAnswer(solution)
      return found ? equivalent(answer, found.text) : 'missing'
    })
    const count = (verdict: string): number => verdicts.filter(found => found === verdict).length
    boxed.push([title, gold.length, count('equal'), count('undecided'), count('different'), count('missing')])
  }
  line('The final answer of each gold solution against its `answer`:')
  table(['set', 'solutions', 'equal', 'undecided', 'different', 'not found'], boxed)
}

function times(): void {
  line('### Time (bar: median under 1 ms, a solution under 50 ms)')
  const rows: (string | number)[][] = []
  for (const [, title, gold] of sets) {
    const formulas = gold.flatMap(({ solution }) =>
      scan(solution).flatMap(piece =>
        piece.type === 'math' ? [solution.slice(piece.innerStart, piece.innerEnd)] : [],
      ),
    )
    const each = formulas.map(formula => timed(() => checkFormula(formula))).sort((a, b) => a - b)
    const solutions = gold.map(({ solution, problem }) => timed(() => check(solution, problem))).sort((a, b) => a - b)
    const at = (list: readonly number[], share: number): string =>
      `${(list[Math.min(list.length - 1, Math.floor(list.length * share))] ?? 0).toFixed(2)} ms`
    const total = solutions.reduce((sum, time) => sum + time, 0)
    rows.push([
      title,
      formulas.length,
      at(each, 0.5),
      at(each, 0.99),
      at(each, 1),
      at(solutions, 0.5),
      at(solutions, 1),
      `${total.toFixed(0)} ms`,
    ])
  }
  table(
    ['set', 'formulas', 'formula: median', '99th percentile', 'worst', 'solution: median', 'worst', 'whole sample'],
    rows,
  )
  line(`Cold start: ${cold.load.toFixed(0)} ms to load, ${cold.first.toFixed(1)} ms for the first formula.`)
}

function timed(run: () => unknown): number {
  const start = performance.now()
  run()
  return performance.now() - start
}

function hostileInput(): void {
  line('### Hostile input (bar: undecided within the limit)')
  const rows = hostile.map(([name, formula]) => {
    let verdicts: string[] = []
    const time = timed(() => {
      verdicts = checkFormula(formula).map(({ decision }) => decision.verdict)
    })
    return [name, [...new Set(verdicts)].join(', ') || 'not read', `${time.toFixed(1)} ms`]
  })
  table(['input', 'verdict', 'time'], rows)
  line(`Memory afterwards: ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB.`)
}
