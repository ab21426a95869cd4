import type { UnitExpr } from './expression.ts'
import { integer, over, power, type Rational, rational, times } from './rational.ts'

/** What a unit measures, as powers of what cannot be converted any further, and how much of that one of it is. */
export interface Unit {
  readonly dimensions: ReadonlyMap<string, number>
  readonly factor: Rational
}

/** One line for each unit: its names, and what one of it is. The base of each dimension has the factor 1. */
const table: readonly [names: string, dimension: string, factor: number | readonly [number, number]][] = [
  ['m meter meters metre metres 米', 'length', 1],
  ['km kilometer kilometers kilometre kilometres 千米 公里', 'length', 1000],
  ['dm decimeter decimeters decimetre decimetres 分米', 'length', [1, 10]],
  ['cm centimeter centimeters centimetre centimetres 厘米', 'length', [1, 100]],
  ['mm millimeter millimeters millimetre millimetres 毫米', 'length', [1, 1000]],
  ['μm µm um micrometer micrometers micron microns 微米', 'length', [1, 1_000_000]],
  ['nm nanometer nanometers 纳米', 'length', [1, 1_000_000_000]],
  ['inch inches in in. 英寸', 'length', [254, 10_000]],
  ['ft feet foot 英尺', 'length', [3048, 10_000]],
  ['yd yard yards 码', 'length', [9144, 10_000]],
  ['mi mile miles 英里', 'length', [1_609_344, 1000]],
  ['g gram grams gramme grammes 克', 'mass', 1],
  ['kg kilogram kilograms kilo kilos 千克 公斤', 'mass', 1000],
  ['mg milligram milligrams 毫克', 'mass', [1, 1000]],
  ['μg µg microgram micrograms', 'mass', [1, 1_000_000]],
  ['tonne tonnes 吨', 'mass', 1_000_000],
  ['lb lbs pound pounds 磅', 'mass', [45_359_237, 100_000]],
  ['oz ounce ounces 盎司', 'mass', [45_359_237, 1_600_000]],
  ['ton tons', 'ton', 1],
  ['s sec secs second seconds 秒', 'time', 1],
  ['ms millisecond milliseconds 毫秒', 'time', [1, 1000]],
  ['min mins minute minutes 分钟 分', 'time', 60],
  ['h hr hrs hour hours 小时', 'time', 3600],
  ['day days 天 日', 'time', 86_400],
  ['week weeks 周 星期', 'time', 604_800],
  ['month months 个月 月', 'months', 1],
  ['yr yrs year years 年', 'months', 12],
  ['decade decades', 'months', 120],
  ['century centuries 世纪', 'months', 1200],
  ['$ dollar dollars usd buck bucks 美元', 'dollars', 1],
  ['¢ cent cents 美分', 'dollars', [1, 100]],
  ['€ euro euros 欧元', 'euros', 1],
  ['£', 'sterling', 1],
  ['¥ yuan rmb 元', 'yuan', 1],
  ['角', 'yuan', [1, 10]],
  ['yen 日元', 'yen', 1],
  ['rupee rupees', 'rupees', 1],
  ['° degree degrees deg 度', 'angle', 1],
  ['°C', 'celsius', 1],
  ['°F', 'fahrenheit', 1],
  ['K kelvin kelvins', 'kelvin', 1],
  ['Hz hertz', 'frequency', 1],
  ['N newton newtons', 'force', 1],
  ['J joule joules', 'energy', 1],
  ['kJ kilojoule kilojoules', 'energy', 1000],
  ['W watt watts', 'power', 1],
  ['kW kilowatt kilowatts', 'power', 1000],
  ['kWh', 'electricity', 1],
  ['V volt volts', 'voltage', 1],
  ['mol mole moles', 'amount', 1],
  ['Pa pascal pascals', 'pressure', 1],
  ['B byte bytes', 'bytes', 1],
  ['KB kilobyte kilobytes', 'kilobytes', 1],
  ['MB megabyte megabytes', 'megabytes', 1],
  ['GB gigabyte gigabytes', 'gigabytes', 1],
  ['dozen dozens 打', '', 12],
]

const compounds: readonly [
  names: string,
  dimensions: Readonly<Record<string, number>>,
  factor: readonly [number, number],
][] = [
  ['l L liter liters litre litres 升', { length: 3 }, [1, 1000]],
  ['ml mL milliliter milliliters millilitre millilitres cc 毫升', { length: 3 }, [1, 1_000_000]],
  ['cl cL centiliter centiliters', { length: 3 }, [1, 100_000]],
  ['dl dL deciliter deciliters', { length: 3 }, [1, 10_000]],
  ['gal gallon gallons 加仑', { length: 3 }, [3_785_411_784, 1_000_000_000_000]],
  ['qt quart quarts', { length: 3 }, [946_352_946, 1_000_000_000_000]],
  ['pt pint pints', { length: 3 }, [473_176_473, 1_000_000_000_000]],
  ['cup cups', { length: 3 }, [473_176_473, 2_000_000_000_000]],
  ['tbsp tablespoon tablespoons', { length: 3 }, [473_176_473, 32_000_000_000_000]],
  ['tsp teaspoon teaspoons', { length: 3 }, [473_176_473, 96_000_000_000_000]],
  ['ha hectare hectares 公顷', { length: 2 }, [10_000, 1]],
  ['acre acres 英亩', { length: 2 }, [40_468_564_224, 10_000_000]],
  ['mph', { length: 1, time: -1 }, [1_609_344, 3_600_000]],
  ['kph kmh kmph', { length: 1, time: -1 }, [1000, 3600]],
  ['fps', { length: 1, time: -1 }, [3048, 10_000]],
  ['平方米', { length: 2 }, [1, 1]],
  ['平方厘米', { length: 2 }, [1, 10_000]],
  ['平方千米', { length: 2 }, [1_000_000, 1]],
  ['立方米', { length: 3 }, [1, 1]],
  ['立方厘米', { length: 3 }, [1, 1_000_000]],
  ['%', {}, [1, 100]],
  ['percent', {}, [1, 100]],
  ['thousand', {}, [1000, 1]],
  ['million', {}, [1_000_000, 1]],
  ['billion', {}, [1_000_000_000, 1]],
  ['trillion', {}, [1_000_000_000_000, 1]],
  ['万', {}, [10_000, 1]],
  ['亿', {}, [100_000_000, 1]],
]

/** What stands behind a number like a unit and is part of it. */
const scales = new Set(['%', 'thousand', 'million', 'billion', 'trillion', '万', '亿'])

/** Only those parts of a unit that scale the number, and measure nothing. */
export function scaleOf(expr: UnitExpr): UnitExpr {
  return new Map([...expr].filter(([name]) => scales.has(name)))
}

/** Whether a name is that of a unit that measures something. */
export function measures(name: string): boolean {
  return !name.startsWith('~') && !scales.has(name)
}

const units = new Map<string, Unit>()
for (const [names, dimension, factor] of table) {
  const value = typeof factor === 'number' ? integer(factor) : rational(BigInt(factor[0]), BigInt(factor[1]))
  const dimensions = new Map(dimension ? [[dimension, 1]] : [])
  for (const name of names.split(' ')) units.set(name, { dimensions, factor: value })
}
for (const [names, dimensions, [n, d]] of compounds) {
  const unit: Unit = { dimensions: new Map(Object.entries(dimensions)), factor: rational(BigInt(n), BigInt(d)) }
  for (const name of names.split(' ')) units.set(name, unit)
}

/** The unit that a name stands for; abbreviations keep their case, words do not. */
function lookUp(name: string): string | undefined {
  if (units.has(name)) return name
  const bare = name.replace(/\.$/, '')
  if (units.has(bare)) return bare
  const lower = bare.toLowerCase()
  return lower.length > 3 && units.has(lower) ? lower : undefined
}

export function unitOf(expr: UnitExpr): Unit {
  const dimensions = new Map<string, number>()
  let factor = integer(1)
  for (const [name, exponent] of expr) {
    const unit = units.get(name)
    if (!unit) continue
    factor = times(factor, power(unit.factor, BigInt(exponent)))
    for (const [dimension, size] of unit.dimensions) {
      const total = (dimensions.get(dimension) ?? 0) + size * exponent
      if (total) dimensions.set(dimension, total)
      else dimensions.delete(dimension)
    }
  }
  return { dimensions, factor }
}

export interface ReadUnit {
  /** Undefined where the words only say what is counted. */
  readonly unit: UnitExpr | undefined
  /** What is counted, in the singular. */
  readonly words: readonly string[]
}

const breaks =
  /(?:^|[\s,(])(?:and|or|if|when|whenever|where|so|for|with|thus|since|then|is|are|was|were|to|because|but|while|which|as|mod|modulo|that|we|since|hence|therefore|gives|by|be|not|implies|let|means|equals|vs|versus|else|otherwise|in which|unless|iff)(?:$|[\s,.)])/i

/** What stands behind a number: a unit, words that say what is counted, or neither. */
export function readUnit(text: string): ReadUnit | undefined {
  const trimmed = text
    .trim()
    .replace(/^of\s+/, '')
    .replace(/^\(([^()]*)\)$/, '$1')
  if (
    !trimmed ||
    trimmed.length > 60 ||
    breaks.test(trimmed) ||
    /[?!:;=<>0-9]$/.test(trimmed.replace(/[\^]?-?[1-4]$/, ''))
  )
    return undefined
  const parts = trimmed.split(/\s*(?:\/|\bper\b|每)\s*/)
  const unit = new Map<string, number>()
  const words: string[] = []
  for (const [i, part] of parts.entries()) {
    if (part === '' && i === 0) continue
    if (!/^[\p{L}$¢€£¥°%µμ][\p{L}\s.'’^²³$°%¢€£¥µμ-]*[1-4]?$/u.test(part)) return undefined
    const read = oneUnit(part)
    const scale = i ? undefined : /^(thousand|million|billion|trillion)\b\s*/i.exec(part)
    if (scale) {
      unit.set(scale[1]!.toLowerCase(), 1)
      const rest = oneUnit(part.slice(scale[0].length))
      if (rest) unit.set(rest[0], rest[1])
      continue
    }
    if (read) unit.set(read[0], (unit.get(read[0]) ?? 0) + (i ? -read[1] : read[1]))
    else if (!i)
      words.push(
        ...part
          .toLowerCase()
          .split(/\s+/)
          .map(word => word.replace(/(?:es|s)?\.?$/, '')),
      )
  }
  return { unit: unit.size ? unit : undefined, words }
}

/** `square feet`, `cm^2`, `kg of salt`: the unit at the start, and its power. */
function oneUnit(part: string): readonly [string, number] | undefined {
  const words = part.split(/\s+/)
  const scale = /^(?:square|sq\.?)$/i.test(words[0]!) ? 2 : /^(?:cubic|cu\.?)$/i.test(words[0]!) ? 3 : 1
  const word = scale > 1 ? words[1] : words[0]
  if (!word) return undefined
  const match = /^([^^²³0-9]+)(?:\^?(-?[1-4])|(²)|(³))?$/.exec(word)
  if (!match) return undefined
  const name = lookUp(match[1]!)
  // `in base 8`
  if (name === 'in' && words.length > 1) return undefined
  if (name === undefined) return undefined
  if (name === 'percent') return ['%', 1]
  const exponent = match[3] ? 2 : match[4] ? 3 : match[2] ? Number(match[2]) : 1
  return [name, scale * exponent]
}

/** Factors between the units of one dimension: a number that is off by one of them may only leave its unit out. */
const conversions: Readonly<Record<string, readonly number[]>> = {
  time: [60, 3600, 24, 1440, 86_400, 7, 168],
  months: [12, 52, 365, 7, 30, 10, 100, 24, 4],
  length: [10, 100, 1000, 12, 3, 36, 5280, 1760, 144, 9, 1728, 27],
  mass: [1000, 16, 2000],
  dollars: [100, 25],
  yuan: [10, 100],
}

/** Whether a number may be one in another unit than the one that is shown. */
export function looksLikeConversion(ratio: Rational, dimensions: ReadonlyMap<string, number>): boolean {
  return [...dimensions.keys()].some(name =>
    (conversions[name] ?? []).some(
      factor => same(ratio, integer(factor)) || same(over(integer(1), ratio), integer(factor)),
    ),
  )
}

function same(a: Rational, b: Rational): boolean {
  return a.n === b.n && a.d === b.d
}
