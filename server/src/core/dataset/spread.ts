/** How values lie. Quartiles stand between two values where they fall between them. */
export interface Summary {
  readonly mean: number
  readonly deviation: number
  readonly min: number
  readonly lower: number
  readonly median: number
  readonly upper: number
  readonly max: number
}

/** How the values of one thing lie in a data set. */
export interface Spread {
  readonly mean: number
  /** The standard deviation of the whole set; 0 where all values are the same. */
  readonly deviation: number
  /** From the smallest. */
  readonly sorted: Float64Array
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort()
  // In order of size, so that the order of the examples leaves no trace in the sums.
  const mean = sorted.reduce((sum, value) => sum + value, 0) / (sorted.length || 1)
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (sorted.length || 1)
  return { mean, deviation: sorted[0] === sorted.at(-1) ? 0 : Math.sqrt(variance), sorted }
}

export function summaryOf(values: readonly number[] | Spread): Summary {
  const { deviation, mean, sorted } = 'sorted' in values ? values : spreadOf(values)
  const at = (share: number): number => {
    if (!sorted.length) return 0
    const place = share * (sorted.length - 1)
    const low = sorted[Math.floor(place)]!
    const high = sorted[Math.ceil(place)]!
    return low + (high - low) * (place - Math.floor(place))
  }
  return { mean, deviation, min: at(0), lower: at(0.25), median: at(0.5), upper: at(0.75), max: at(1) }
}
