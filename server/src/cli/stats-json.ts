import type { Stats } from '../core/dataset/stats.ts'

/** How many examples are put into words at once. */
const portion = 1000

/** The statistics as JSON, piece by piece: groups by their sizes, and each example with its score. */
export function* statsJson(found: Stats, files: number, order: readonly number[]): Generator<string> {
  const { at: _, examples, size: __, ...score } = found.score
  const { examples: places, score: ___, ...rest } = found
  const shown = { files, ...rest, score: { examples, ...score, list: [] } }
  const text = JSON.stringify(shown, sizes, 2)
  // The list is the last there is, so that it can be written an example at a time.
  const end = '[]\n  }\n}'
  if (!order.length) return yield `${text}\n`
  yield `${text.slice(0, -end.length)}[`
  for (let from = 0; from < order.length; from += portion) {
    const examples = order.slice(from, from + portion).map(place => {
      const { number, ...scored } = found.score.at(place)
      return JSON.stringify({ ...places.at(number), ...scored }, null, 2).replaceAll('\n', '\n      ')
    })
    yield `${from ? ',' : ''}\n      ${examples.join(',\n      ')}`
  }
  yield '\n    ]\n  }\n}\n'
}

/** Which examples are in a group are numbers that nobody outside knows; how many is a number for everybody. */
function sizes(key: string, value: unknown): unknown {
  if (key === 'without' || key === 'beyond') return (value as readonly number[]).length
  if (key === 'solveRates') return undefined
  if (typeof value !== 'object' || value === null || !('members' in value)) return value
  const { members, ...rest } = value as { members: readonly number[] }
  return { ...rest, examples: members.length }
}
