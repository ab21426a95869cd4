// Numbers as English text has them.

const rules = new Intl.PluralRules('en', { type: 'ordinal' })
const endings: Readonly<Record<Intl.LDMLPluralRule, string>> = {
  one: 'st',
  two: 'nd',
  few: 'rd',
  zero: 'th',
  many: 'th',
  other: 'th',
}

/** 1st, 22nd, 113th. */
export function ordinal(number: number): string {
  return `${grouped(number)}${endings[rules.select(number)]}`
}

/** 12,345. */
export function grouped(number: number): string {
  return number.toLocaleString('en')
}

/** "1 word", "2,000 words". */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${grouped(number)} ${number === 1 ? one : many}`
}

/** +0.42, −1.30, 0.00. */
export function signed(number: number): string {
  const digits = Math.abs(number).toFixed(2)
  return Number(digits) === 0 ? digits : `${number < 0 ? '−' : '+'}${digits}`
}
