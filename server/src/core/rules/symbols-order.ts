import type { Solution } from '../format/document.ts'
import { message } from '../message.ts'
import { type SymbolPlace, symbolSpan, symbolsOf } from '../text/symbols.ts'
import type { Found, View } from './rule.ts'
import { type Unit, unitAt, unitsOf } from './units.ts'

/** Symbols that a sentence uses and only a later one introduces, of a step that stands too early. */
export function* symbolsOutOfOrder(view: View): Generator<Found> {
  const { problem, solutions } = symbolsOf(view)
  const given = new Set(problem.map(({ name }) => name))
  for (const { places, solution } of solutions) {
    for (const [use, introduction] of early(placesByName(places, given), solution)) {
      const name = use.name
      yield {
        span: symbolSpan(use),
        message:
          use.step !== introduction.step && use.step > 0
            ? message('Step {from} uses {name}, which step {to} introduces; expected the introduction first', {
                from: use.step,
                to: introduction.step,
                name,
              })
            : message('{name} is used here and introduced later; expected the introduction first', { name }),
        related: [{ span: symbolSpan(introduction), message: message('{name} is introduced here', { name }) }],
      }
    }
  }
}

/** Where each symbol stands that the problem does not have; not those that may be constants, derivatives or terms. */
function placesByName(places: readonly SymbolPlace[], given: ReadonlySet<string>): Map<string, SymbolPlace[]> {
  const byName = new Map<string, SymbolPlace[]>()
  for (const place of places) {
    const { doubtful, name } = place
    if (doubtful || given.has(name) || /['+-]/.test(name)) continue
    const list = byName.get(name)
    if (list) list.push(place)
    else byName.set(name, [place])
  }
  return byName
}

function* early(
  byName: ReadonlyMap<string, readonly SymbolPlace[]>,
  solution: Solution,
): Generator<readonly [SymbolPlace, SymbolPlace]> {
  let units: readonly Unit[] | undefined
  for (const places of byName.values()) {
    const [use] = places
    if (use!.how !== 'used') continue
    const at = places.findIndex(({ how }) => how !== 'used')
    const introduction = places[at]
    if (!introduction || !isFirm(introduction)) continue
    units ??= unitsOf(solution)
    const from = unitAt(units, use!.text, use!.start)
    const to = unitAt(units, introduction.text, introduction.start)
    if (from !== undefined && to !== undefined && from < to) yield [use!, introduction]
  }
}

/** Whether a symbol gets its meaning here for certain; "let $x = 0$" only tries a value. */
function isFirm({ alone, how, value }: SymbolPlace): boolean {
  return (
    (how === 'introduced' || how === 'specified') && alone !== undefined && value !== 'number' && value !== 'itself'
  )
}
