// Numbers that are said in words: what a text gives without writing a digit.

const units: Readonly<Record<string, number>> = {
  zero: 0,
  none: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fourty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
}
const scales: Readonly<Record<string, number>> = { hundred: 100, thousand: 1000, million: 1e6, billion: 1e9 }
const parts: Readonly<Record<string, number>> = {
  half: 2,
  halve: 2,
  third: 3,
  quarter: 4,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  twelfth: 12,
  twentieth: 20,
  hundredth: 100,
}
/** What a word says of a number without being one. */
const said: Readonly<Record<string, readonly number[]>> = {
  once: [1],
  a: [1],
  an: [1],
  single: [1],
  only: [1],
  first: [1],
  second: [2],
  twice: [2],
  double: [2],
  doubled: [2],
  doubles: [2],
  doubling: [2],
  couple: [2],
  pair: [2],
  both: [2],
  twin: [2],
  even: [2],
  odd: [2],
  average: [2],
  mean: [2],
  square: [2, 4],
  squared: [2],
  cube: [3, 6, 8],
  cubed: [3],
  thrice: [3],
  triple: [3],
  tripled: [3],
  triples: [3],
  triplet: [3],
  trio: [3],
  triangle: [3, 180],
  triangular: [3],
  quadruple: [4],
  quadrupled: [4],
  quadrilateral: [4, 360],
  rectangle: [2, 4],
  rectangular: [2, 4],
  quintuple: [5],
  pentagon: [5],
  hexagon: [6],
  hexagonal: [6],
  heptagon: [7],
  octagon: [8],
  nonagon: [9],
  decagon: [10],
  dodecagon: [12],
  tetrahedron: [4],
  octahedron: [8],
  dozen: [12],
  dozens: [12],
  score: [20],
  die: [6],
  dice: [6, 36],
  coin: [2],
  deck: [52],
  cards: [52],
  clock: [12, 60, 30],
  minute: [60],
  minutes: [60],
  hour: [60, 24],
  hours: [60, 24],
  day: [24, 7],
  days: [24, 7],
  daily: [7, 30, 365],
  week: [7, 52],
  weeks: [7, 52, 4],
  weekly: [7, 52, 4],
  weekday: [5],
  weekdays: [5],
  weekend: [2],
  weekends: [2],
  fortnight: [14, 2],
  month: [12, 30, 31, 4],
  months: [12, 30, 31, 4],
  monthly: [12, 4],
  year: [12, 52, 365, 366],
  years: [12, 52, 365],
  annual: [12, 52],
  yearly: [12, 52, 365],
  leap: [366, 29],
  decade: [10],
  decades: [10],
  century: [100],
  centuries: [100],
  inch: [12],
  inches: [12, 36],
  foot: [12, 3],
  feet: [12, 3, 5280],
  yard: [3, 36],
  yards: [3, 36],
  mile: [5280, 1760],
  miles: [5280, 1760],
  cent: [100],
  cents: [100],
  penny: [1, 100],
  pennies: [1, 100],
  nickel: [5, 20],
  nickels: [5, 20],
  dime: [10],
  dimes: [10],
  quarters: [25, 4],
  quarter: [25],
  dollar: [100],
  dollars: [100],
  percent: [100],
  percentage: [100],
  kilometer: [1000],
  kilometers: [1000],
  kilogram: [1000],
  kilograms: [1000],
  meters: [100, 1000],
  meter: [100, 1000],
  centimeters: [100, 10],
  liter: [1000],
  liters: [1000],
  milliliters: [1000],
  pound: [16],
  pounds: [16],
  ounce: [16],
  ounces: [16, 8, 32, 128],
  gallon: [4, 8, 16, 128],
  gallons: [4, 8, 16, 128],
  quart: [4, 2],
  quarts: [4, 2],
  pint: [2, 8],
  pints: [2, 8],
  cup: [8, 16],
  cups: [8, 16],
  ton: [2000, 1000],
  tons: [2000, 1000],
  semicircle: [2, 180],
  circle: [2, 360],
  diameter: [2],
  radius: [2],
  radii: [2],
  perpendicular: [90],
  right: [90],
  angle: [90, 180, 360],
  angles: [90, 180, 360],
  degrees: [90, 180, 360],
  revolution: [360],
  equilateral: [60, 3],
  isosceles: [2],
  parallelogram: [180, 2],
  midpoint: [2],
  bisect: [2],
  bisects: [2],
  bisector: [2],
  median: [2],
  leg: [2],
  legs: [2, 4],
  alphabet: [26],
  letters: [26],
  digit: [10, 9],
  digits: [10, 9],
  binary: [2],
  hexadecimal: [16],
  octal: [8],
  spider: [8],
  spiders: [8],
  dog: [4],
  dogs: [4],
  cat: [4],
  cats: [4],
  horse: [4],
  horses: [4],
  cow: [4],
  cows: [4],
  car: [4],
  cars: [4],
  bicycle: [2],
  bicycles: [2],
  tricycle: [3],
  tricycles: [3],
  noon: [12],
  midnight: [12, 24],
}

const word = /[A-Za-z]+/g

/**
 * What the words of a text say about numbers: "twenty-five", "half", "a dozen", 三百, and what a word brings along, as
 * minutes bring 60. Everything that may be meant, since it only serves to say where a number may come from.
 */
export function saidNumbers(prose: string): Set<number> {
  const numbers = new Set<number>()
  let group: number | undefined
  let total = 0
  let end = -1
  const close = (): void => {
    if (group !== undefined) numbers.add(total + group)
    group = undefined
    total = 0
  }
  for (const { 0: match, index } of prose.matchAll(word)) {
    const name = match.toLowerCase()
    const joined = end >= 0 && /^(?:[\s-]|\s+and\s+)$/.test(prose.slice(end, index))
    if (!joined) close()
    const unit = units[name]
    const scale = scales[name] ?? scales[name.replace(/s$/, '')]
    if (unit !== undefined) {
      // "twenty five" is one number, "five twenty" are two.
      if (group !== undefined && !(group % 10 === 0 && group % 100 >= 20 && unit < 10) && !(group % 100 === 0 && group))
        close()
      group = (group ?? 0) + unit
      numbers.add(unit)
      end = index + match.length
    } else if (scale !== undefined) {
      if (scale === 100) group = (group ?? 1) * 100
      else {
        total += (group ?? 1) * scale
        group = 0
      }
      numbers.add(scale)
      end = index + match.length
    } else if (name === 'and' && group !== undefined) {
      // It may join.
    } else {
      close()
      end = -1
    }
    for (const value of Object.hasOwn(said, name) ? said[name]! : []) numbers.add(value)
    const part = partOf(name)
    if (part !== undefined) {
      numbers.add(part)
      numbers.add(1 / part)
      numbers.add(1 - 1 / part)
      const over = /([A-Za-z]+)[\s-]+$/.exec(prose.slice(Math.max(0, index - 12), index))?.[1]?.toLowerCase()
      const count = over === undefined ? undefined : units[over]
      if (count !== undefined) numbers.add(count / part)
    }
  }
  close()
  for (const value of chineseNumbers(prose)) numbers.add(value)
  return numbers
}

function partOf(name: string): number | undefined {
  const singular = name === 'halves' ? 'half' : name.replace(/(?<=[a-z]{3})s$/, '')
  return Object.hasOwn(parts, singular) ? parts[singular] : undefined
}

const digits: Readonly<Record<string, number>> = {
  〇: 0,
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}
const places: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 }
const saidInChinese: Readonly<Record<string, readonly number[]>> = {
  半: [2, 0.5],
  倍: [2],
  双: [2],
  对: [2],
  打: [12],
  分钟: [60],
  小时: [60, 24],
  天: [24, 7],
  周: [7],
  星期: [7],
  月: [12, 30],
  年: [12, 365],
  角: [90, 180, 360],
  圆: [2, 360],
  半径: [2],
  直径: [2],
  三角形: [3, 180],
  正方形: [4, 2],
  长方形: [4, 2],
  矩形: [4, 2],
  等边: [60, 3],
  平方: [2],
  立方: [3],
  平均: [2],
  骰子: [6, 36],
  硬币: [2],
  偶数: [2],
  奇数: [2],
  千米: [1000],
  公里: [1000],
  米: [100, 1000],
  千克: [1000],
  公斤: [1000],
  元: [10, 100],
  百分: [100],
  成: [10],
  折: [10, 100],
}
const numeral =
  /(\d+(?:\.\d+)?)?\s?([〇零一二两三四五六七八九十百千万亿]+)(?:分之([〇零一二两三四五六七八九十百千]+))?/g

function* chineseNumbers(prose: string): Generator<number> {
  if (!/[\u4e00-\u9fff]/.test(prose)) return
  for (const [, arabic, first, second] of prose.matchAll(numeral)) {
    const value = chineseValue(first!)
    yield value
    if (arabic !== undefined) yield Number(arabic) * value
    if (second !== undefined && value) {
      const over = chineseValue(second)
      yield over
      yield over / value
      yield 1 - over / value
    }
  }
  for (const [name, values] of Object.entries(saidInChinese)) if (prose.includes(name)) yield* values
}

function chineseValue(text: string): number {
  let total = 0
  let section = 0
  let digit: number | undefined
  for (const char of text) {
    if (Object.hasOwn(digits, char)) digit = digits[char]!
    else if (Object.hasOwn(places, char)) {
      section += (digit ?? 1) * places[char]!
      digit = undefined
    } else {
      const scale = char === '万' ? 1e4 : 1e8
      total = (total + section + (digit ?? 0) || 1) * scale
      section = 0
      digit = undefined
    }
  }
  return total + section + (digit ?? 0)
}
