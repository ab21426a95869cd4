/** How many of several samples, and between what the rate of all samples is likely to be. */
export interface Rate {
  readonly count: number
  readonly of: number
  readonly low: number
  readonly high: number
}

/** Of a normal distribution: within it lie 95 % of all. */
const deviations = 1.96

/**
 * The interval of Wilson: 19 of 20 such intervals hold the rate. It stays between 0 and 1 and is fit for few samples.
 * E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, Journal of the American Statistical
 * Association 22 (1927), 209–212; recommended for small numbers by L. D. Brown, T. T. Cai and A. DasGupta, Interval
 * Estimation for a Binomial Proportion, Statistical Science 16 (2001), 101–133.
 */
export function rateOf(count: number, of: number): Rate {
  if (of === 0) return { count, of, low: 0, high: 1 }
  const square = deviations ** 2
  const share = count / of
  const middle = (share + square / (2 * of)) / (1 + square / of)
  const half = (deviations / (1 + square / of)) * Math.sqrt((share * (1 - share)) / of + square / (4 * of ** 2))
  return { count, of, low: count === 0 ? 0 : middle - half, high: count === of ? 1 : middle + half }
}

/** "3 of 4, 30 to 95 %". */
export function rateText({ count, of, low, high }: Rate): string {
  return `${count} of ${of}, ${percent(low)} to ${percent(high)} %`
}

function percent(share: number): string {
  return (share * 100).toFixed(0)
}
