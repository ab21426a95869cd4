import { readUnit } from './units.ts'

/**
 * An answer as people type it, made into LaTeX that the tokens can be read from: without delimiters and boxes, words in
 * `\text{}`, plain signs as commands.
 */
export function answerSource(answer: string): string {
  let text = undelimited(
    answer
      .normalize('NFC')
      .replace(/[\u200b\ufeff]/g, '')
      .trim(),
  )
  text = fullWidth(text)
  text = text.replace(/^(?:the\s+)?(?:final\s+)?answer\s*(?:is|:|=)\s*:?\s*/i, '')
  text = undelimited(text.replace(/^(?:最终)?答案?\s*(?:是|为|等于|[:：])\s*[:：]?\s*/, ''))
  text = text.replace(/[。．.]\s*$/, '').trim()
  return words(signs(unwrapped(inFamily(notations(text)))))
}

/** Notations of other places and other programs, as the LaTeX that means the same. */
function notations(text: string): string {
  let result = text
    .replace(
      /^(?:\\(?:text|mathrm)\s*\{\s*(?:approximately|about|roughly|around|约)\s*\}|approximately|about|roughly|\\approx(?![a-zA-Z])|≈)\s*(?=[-\d\\.$])/i,
      '',
    )
    // `]1, 2[` is open.
    .replace(/^\](?=[^[\]]*[,;][^[\]]*[[\]]$)|^\[(?=[^[\]]*[,;][^[\]]*\[$)/, bracket => (bracket === ']' ? '(' : '['))
    .replace(/^([[(][^[\]]*[,;][^[\]]*)\[$/, '$1)')
    .replace(/^-?\d{1,3}(?: \d{3})+$/, digits => digits.replaceAll(' ', ''))
    .replace(/\\(?:text|mathrm)\s*\{\s*\\?\$\s*\}/g, '\\$')
    .replace(
      /(?<![a-zA-Z\\])\{?(?:\\(?:mathrm|rm|text)\s*\{\s*)?([CA])\s*\}?\s*_\s*\{?(\d{1,3})\}?\s*\^\s*\{?(\d{1,3})\}?/g,
      selection,
    )
    .replace(
      /(\d+)\s*(?:\^\s*\{?\s*\\circ\s*\}?|°)\s*(\d{1,2})\s*(?:'|′|\^\s*\{?\s*\\prime\s*\}?)(?!['′])/g,
      '\\left($1+\\frac{$2}{60}\\right)^{\\circ}',
    )
    .replace(/^(?:USD|US\s*\\?\$)\s*(?=\d)/, '\\$')
    .replace(/(?<=^[\d.,]+)\s*(?:USD|US dollars)$/, ' dollars')
    .replace(/^(?:RMB|CNY)\s*(?=\d)/, '¥')
    .replace(/^EUR\s*(?=\d)/, '€')
    .replace(/^(-?\d+)\s*\/\s*(\d+)\s*(?=\\(?:text|mathrm)\s*\{\s*~?\s*[a-zA-Z])/, '\\frac{$1}{$2}')
    .replace(/(?<=\d)(?:\\[,;: ]|~|\s)*\\mu\s*\\(?:mathrm|text)\s*\{\s*~?\s*([A-Za-z])\s*\}/, '\\text{ μ$1}')
    .replace(
      /^(\([^()]*,[^()]*\))\s*\^\s*\{?\s*(?:T|\\top|\\intercal|\\(?:mathrm|text|mathsf)\s*\{?\s*T\s*\}?)\s*\}?$/,
      '$1',
    )
    .replace(/(?<=[)\]}]\s*)U(?=\s*[([\\{])/g, '\\cup ')
    .replace(/\\bigcup(?![a-zA-Z_])/g, '\\cup ')
    .replace(
      /^\(?\s*(?:\\(?:text|mathrm)\s*\{)?\s*((?=[0-9A-F]*[A-F])(?=[0-9A-F]*\d)[0-9A-F]{2,12})\s*\}?\s*\)?\s*_\s*\{?\s*(1[1-6])\s*\}?$/,
      (all, digits, base) =>
        [...digits].every(digit => Number.parseInt(digit, 16) < Number(base))
          ? String(Number.parseInt(digits, Number(base)))
          : all,
    )
    .replace(
      /^(?:\\[dt]?frac\s*\{\s*(?:\\mathrm\{d\}|d)\s*[a-z]\s*\}\s*\{\s*(?:\\mathrm\{d\}|d)\s*([a-z])\s*\}|d[a-z]\s*\/\s*d([a-z]))\s*=/,
      "f'($1$2)=",
    )
    .replace(/(?<=\d\s*)(?:\\[,;: ]|~|\s)*(?:\\(?:mathrm|text)\s*\{\s*~?\s*)?(?:\\Omega|Ω|Ω)\s*\}?$/, '\\text{ ohm}')
  result = compoundUnit(result)
  if (!/[([]/.test(result)) return result
  result = grouped(result, /(?<![a-zA-Z\\])Rational\s*\(/g, inner =>
    inner.replace(/^([^,]*),([^,]*)$/, '\\frac{$1}{$2}'),
  )
  result = grouped(result, /(?<![a-zA-Z])\\?exp\s*\(/g, inner => `e^{${inner}}`)
  result = grouped(result, /(?<![a-zA-Z\\])[Aa]bs\s*\(/g, inner => `\\left|${inner}\\right|`)
  result = grouped(result, /(?<![a-zA-Z\\])FiniteSet\s*\(/g, inner => `\\{${inner}\\}`)
  result = grouped(result, /(?<![a-zA-Z\\])Interval\.open\s*\(/g, inner => `\\left(${inner}\\right)`)
  result = grouped(result, /(?<![a-zA-Z\\])Interval\.Lopen\s*\(/g, inner => `\\left(${inner}\\right]`)
  result = grouped(result, /(?<![a-zA-Z\\])Interval\.Ropen\s*\(/g, inner => `\\left[${inner}\\right)`)
  result = grouped(result, /(?<![a-zA-Z\\])Interval\s*\(/g, inner => `[${inner}]`)
  result = grouped(result, /(?<![a-zA-Z\\])(?:sp\.)?Matrix\s*\(/g, matrixOf)
  return /^\[\s*\[[\s\S]*\]\s*\]$/.test(result) ? matrixOf(result) : result
}

/** `C_5^2` and `A_5^2`: how many choose, and how many arrange. */
function selection(written: string, letter: string, of: string, taken: string): string {
  if (Number(taken) > Number(of) || Number(of) < 2) return written
  return letter === 'C' ? `\\binom{${of}}{${taken}}` : `\\frac{${of}!}{(${of}-${taken})!}`
}

/** The rows of `[[1, 2], [3, 4]]`; what has no rows is left as it is. */
function matrixOf(inner: string): string {
  const rows = /^\s*\[\s*(\[[\s\S]*\])\s*\]\s*$/.exec(inner)?.[1]
  const cells = rows && [...rows.matchAll(/\[([^[\]]*)\]/g)].map(row => row[1]!.split(',').join(' & '))
  return cells ? `\\begin{pmatrix}${cells.join(' \\\\ ')}\\end{pmatrix}` : inner
}

/** A unit behind the number that is made of several: `\mathrm{m\,s^{-1}}` is `m/s`. */
function compoundUnit(text: string): string {
  const from = Math.max(0, text.length - endLength)
  const match =
    /^([\s\S]*[\d}])(?:\s|~|\\[,;: ])*((?:\\(?:mathrm|text|textrm|rm|operatorname)\s*\{(?:[^{}]|\{[^{}]*\})*\}|\\cdot(?![a-zA-Z])|\\[,;: ]|[~/·⋅*\s]|\^\s*(?:\{\s*-?\d\s*\}|-?\d))+)$/.exec(
      text.slice(from),
    )
  if (!match) return text
  const plain = match[2]!
    .replace(/\\(?:mathrm|text|textrm|rm|operatorname)(?![a-zA-Z])/g, '')
    .replace(/\\cdot|\\[,;: ]|[~·⋅*]/g, ' ')
    .replace(/[{}]/g, '')
    .replace(/\s*(\^|\/)\s*/g, '$1')
    .trim()
  if (!/[\s/]|\^-/.test(plain)) return text
  if (/^[A-Za-zμ]+(?:\/[A-Za-zμ]+)+$/.test(plain)) return `${text.slice(0, from)}${match[1]}\\text{ ${plain}}`
  if (!/\s|\^-/.test(plain)) return text
  const above: string[] = []
  const below: string[] = []
  for (const [i, side] of plain.split('/').entries()) {
    for (const part of side.split(/\s+/)) {
      const factor = /^([A-Za-zμ]{1,3})(?:\^(-?)([1-4]))?$/.exec(part)
      if (!factor || !readUnit(factor[1]!)?.unit) return text
      const power = factor[3] && factor[3] !== '1' ? `^{${factor[3]}}` : ''
      ;((factor[2] === '-') === (i === 0) ? below : above).push(`\\text{${factor[1]}}${power}`)
    }
  }
  return above.length === 1 && below.length < 2
    ? `${text.slice(0, from)}${match[1]}${[`\\text{ ${above[0]!.slice(6)}`, ...below].join('/')}`
    : text
}

/** What runs through the integers has any name: `x = 2k\pi, k \in \mathbb{Z}`. */
function inFamily(written: string): string {
  const text = builtSet(written)
  const family = familyOf(text)
  if (!family) return text
  let rest = family.rest
  for (let trimmed = ''; trimmed !== rest; ) {
    trimmed = rest
    const end = rest
      .slice(-24)
      .replace(
        /(?:\s|[,;，(（$]|\\q?quad|\\[,;: ]|\\left\(|\\(?:text|mathrm)\{[\s,(]{0,4}(?:where|for|with|其中|且)?\s?\})$/,
        '',
      )
    rest = rest.slice(0, -24) + end
  }
  let found = false
  const renamed = rest.replace(/\\[a-zA-Z]+|[a-z]/g, part => {
    if (part !== family.name) return part
    found = true
    return `{\\mathbf{${familyLetter}}}`
  })
  return found ? renamed : text
}

/** `\{x \mid x = 2k, k \in \mathbb{Z}\}` lists what its condition says. */
function builtSet(text: string): string {
  const head = /^\\(?:left\s?\\)?\{\s?([a-z])\s?(?:\\mid|\\vert|\\middle\s?\||\||:)\s?\1\s?=/.exec(text)
  if (!head || !text.endsWith('\\}')) return text
  const rest = text
    .slice(head[0].length, -2)
    .replace(/\\right\s?$/, '')
    .trim()
  return /(?:\\in|∈)[^,]{0,16}Z/.test(rest.slice(-40)) ? rest : text
}

/** The end of an answer is short; no longer one is looked at. */
const endLength = 80

function familyOf(text: string): { readonly rest: string; readonly name: string } | undefined {
  const at = Math.max(text.lastIndexOf('\\in'), text.lastIndexOf('∈'))
  if (at > 0 && text.length - at < endLength) {
    const lead = text.slice(0, at).trimEnd()
    const name = /(?<![a-zA-Z])[a-z]$/.exec(lead.slice(-2))?.[0]
    const integers =
      /^(?:\\in(?![a-zA-Z])|∈)\s*(?:\\(?:mathbb|mathbf|bf|Bbb)\s*\{?\s*Z\s*\}?|\\Z|Z|ℤ)\s*(?:\\right\))?\s*[)）]?$/
    if (name && integers.test(text.slice(at))) return { rest: lead.slice(0, -1), name }
  }
  const end = text.slice(-endLength)
  if (!end.includes('integer')) return undefined
  const match =
    /(?:\\(?:text|mathrm)\s?\{)?[\s,(]{0,4}(?:where|for|with)\s(?:any\sinteger\s)?\}?\s?\$?([a-z])\$?\s?(?:\\(?:text|mathrm)\s?\{)?\s?(?:(?:is\s)?an?y?\sinteger)?\s?\}?\s?\)?$/.exec(
      end,
    )
  return match?.[1] ? { rest: text.slice(0, text.length - match[0].length), name: match[1] } : undefined
}

const familyLetter = 'k'
/** The name of what runs through the integers. */
export const familyName = `mathbf ${familyLetter}`

/** Without what stands around the whole: dollars, brackets, boxes, bold, a full stop. */
function undelimited(text: string): string {
  for (let round = 0; round < 8; round++) {
    const next = text
      .replace(/^\$\$([^$]*)\$\$$/, '$1')
      .replace(/^\$[^$]+\$(?:\s*(?:,|;|、|,?\s*(?:and|or|和|或)\s)\s*\$[^$]+\$)+\.?$/, list =>
        list.replaceAll('$', ' '),
      )
      .replace(/^\$((?:[^$\\]|\\.)*)\$\.?$/, '$1')
      .replace(/^\\\(([\s\S]*)\\\)$/, '$1')
      .replace(/^\\\[([\s\S]*)\\\]$/, '$1')
      .replace(/^\*\*([\s\S]*)\*\*$/, '$1')
      .replace(/^(?:\\displaystyle|\\textstyle)(?![a-zA-Z])\s*/, '')
      .trim()
    const inner = wrapped(next)
    if (inner === text) return text
    text = inner
  }
  return text
}

/** What is in `\boxed{…}` or a pair of braces where that is all. */
function wrapped(text: string): string {
  const match = /^(?:\\(?:boxed|fbox|mathbf|boldsymbol|bm)\s*)?\{/.exec(text)
  // The bold letters of sets of numbers.
  if (/^\\mathbf\s*\{\s*[RZQNC]\s*\}$/.test(text)) return text
  if (!match || !text.endsWith('}')) return text
  let depth = 0
  for (let at = match[0].length - 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0)
      return at === text.length - 1 ? text.slice(match[0].length, at).trim() : text
  }
  return text
}

/** Numbers are no text, and `\\text{ hour and }` is two words and what joins them. */
function unwrapped(text: string): string {
  return text
    .replace(/\\(?:text|textbf|mbox)\s*\{\s*([a-z]\s*=\s*[-\d./]+)\s*\}/g, '$1')
    .replace(/\\(?:text|textbf|mbox)\s*\{\s*(-?\d[\d.,]*)(\s+[^{}\d]*)\}/g, '$1\\text{$2}')
    .replace(/\\(?:text|textbf|mathbf|mathrm|textrm|mbox)\s*\{([-+\d.,\s/]*)\}/g, '$1')
    .replace(/\\text\s*\{([^{}]*[^{}\s])\s+(and|or)\s+([^{}]*)\}/g, '\\text{$1}\\text{ $2 }\\text{$3}')
    .replace(/\\text\s*\{([^{}]*[^{}\s])\s+(and|or)\s*\}/g, '\\text{$1}\\text{ $2 }')
}

function fullWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, char => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/　/g, ' ')
    .replace(/、/g, ',')
    .replace(/[−–—]/g, '-')
}

const vulgar: Readonly<Record<string, string>> = {
  '½': '1}{2',
  '⅓': '1}{3',
  '⅔': '2}{3',
  '¼': '1}{4',
  '¾': '3}{4',
  '⅕': '1}{5',
  '⅛': '1}{8',
}
const supers = '⁰¹²³⁴⁵⁶⁷⁸⁹'

function signs(text: string): string {
  let result = text
    .replace(/[½⅓⅔¼¾⅕⅛]/g, char => `\\frac{${vulgar[char]}}`)
    .replace(/[⁰¹²³⁴-⁹]+/g, run => `^{${[...run].map(char => supers.indexOf(char)).join('')}}`)
    .replace(/(?<!\\)%/g, '\\%')
    .replace(/(?<!\\)\$/g, '\\$')
    .replace(/(?<!\\)#/g, '')
    .replace(/<=/g, '\\le ')
    .replace(/>=/g, '\\ge ')
    .replace(/!=/g, '\\ne ')
    .replace(/±/g, '\\pm ')
    .replace(/\+\/-/g, '\\pm ')
    .replace(/∪/g, '\\cup ')
    .replace(/√\s*(\d+|[a-z])/g, '\\sqrt{$1}')
    .replace(/√/g, '\\sqrt')
    .replace(/ℝ/g, '\\mathbb{R}')
    .replace(/\*\*/g, '^')
    .replace(
      /(?<=\d)\s*(?:st|nd|rd|th)\b|(?<=\d)\s*\^\s*\{?\s*\\(?:text|mathrm|textrm)\s*\{\s*(?:st|nd|rd|th)\s*\}\s*\}?/g,
      '',
    )
    .replace(/(\d)[eE]([+-]?\d{1,3})\b/g, '$1\\times 10^{$2}')
  // Without any backslash `x^10` means what it looks like.
  if (!/\\[a-zA-Z]/.test(text))
    result = result.replace(/\^\s*(-?\d{2,}|-\d)/g, '^{$1}').replace(/_\s*(\d{2,})/g, '_{$1}')
  result = grouped(result, /\^\s*\(/g, inner => `^{${inner}}`)
  return grouped(result, /(?<![a-zA-Z\\])\\?sqrt\s*\(/g, inner => `\\sqrt{${inner}}`)
}

/** Replaces what opens by the pattern, whose last character is a parenthesis, up to the one that closes it. */
function grouped(text: string, open: RegExp, replace: (inner: string) => string): string {
  for (let round = 0; round < 8; round++) {
    open.lastIndex = 0
    const match = open.exec(text)
    if (!match) return text
    let depth = 0
    let close = -1
    for (let at = match.index + match[0].length - 1; at < text.length; at++) {
      if (text[at] === '(') depth++
      else if (text[at] === ')' && --depth === 0) {
        close = at
        break
      }
    }
    if (close < 0) return text
    text =
      text.slice(0, match.index) + replace(text.slice(match.index + match[0].length, close)) + text.slice(close + 1)
  }
  return text
}

const commands: Readonly<Record<string, string>> = {
  pi: '\\pi ',
  inf: '\\infty ',
  infinity: '\\infty ',
  oo: '\\infty ',
  infty: '\\infty ',
  sin: '\\sin ',
  cos: '\\cos ',
  tan: '\\tan ',
  log: '\\log ',
  ln: '\\ln ',
  sqrt: '\\sqrt ',
  theta: '\\theta ',
  alpha: '\\alpha ',
  beta: '\\beta ',
  union: '\\cup ',
  in: '\\in ',
  frac: '\\frac',
  cdot: '\\cdot ',
  times: '\\times ',
}

const pieces =
  /\\(?:text|textbf|textit|textrm|mathrm|mathbf|mathit|mbox|operatorname\*?|begin|end|mathbb|mathcal|textnormal|textsf)\s*\{[^{}]*\}|\\[a-zA-Z]+|\\.|[A-Za-z]+(?:['’-][A-Za-z]+)*\.?|[\u3400-\u9fff]+/g

/** `4 m/s`, and `5 m` where it is all there is. */
function lettersOfUnits(text: string): string {
  return text
    .replace(
      /(?<=\d)\s*(k?m|cm|ft|mi|k?g|m?L)\s*\/\s*(s|h|hr|min|m|cm|L)(\^\{?\d\}?)?(?![a-zA-Z])/g,
      '\\text{ $1}/\\text{$2}$3',
    )
    .replace(/^(-?[\d.,]+)\s+([mgshLNJWVK])$/, '$1\\text{ $2}')
}

/** Words of two letters and more that are no product of variables are set as text. */
function words(text: string): string {
  return lettersOfUnits(text).replace(pieces, match => {
    if (match.startsWith('\\')) return match
    if (/^[\u3400-\u9fff]/.test(match)) return `\\text{ ${match} }`
    const word = match.replace(/\.$/, '')
    if (word.length < 2) return match
    const known = commands[word] ?? (word.length > 2 ? commands[word.toLowerCase()] : undefined)
    if (known) return known + match.slice(word.length)
    if (
      /^(?:or|and|OR|AND|if|is|no|cm|mm|km|kg|mg|ml|mL|ft|mi|hr|min|mph|lbs?|oz|sec|sq|cu|cents?|[aApP]\.?[mM]\.?|per|of|to|for|with)$/.test(
        word,
      )
    )
      return `\\text{ ${word} }`
    if (word.length >= 4 && !/^[A-Z]+$/.test(word)) return `\\text{ ${match} }`
    if (word.length === 3 && readUnit(word)?.unit) return `\\text{ ${word} }`
    if (/^(?:yes|Yes|No|NO|YES|DNE|none|None|all|All|odd|red|the|any|not|one|two|six|ten)$/.test(word))
      return `\\text{ ${word} }`
    return match
  })
}

const names: Readonly<Record<string, string>> = {
  zero: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  ten: '10',
  eleven: '11',
  twelve: '12',
}

/** An answer in words, for comparison: without commands, case, punctuation and blanks that say nothing. */
export function normalText(answer: string): string {
  const bare = undelimited(answer.normalize('NFKC').trim())
    .replace(/\\(?:text|textbf|textit|textrm|mathrm|mathbf|mbox|operatorname|textnormal)\s*\{([^{}]*)\}/g, '$1')
    .replace(/\\(?:quad|qquad|,|;|!|:| |displaystyle)(?![a-zA-Z])/g, ' ')
    .replace(/[{}$\\]/g, '')
    .toLowerCase()
    .replace(/[.,;:!?'"“”‘’()。，；：！？]/g, ' ')
    .replace(/\b([ap]) m\b/g, '$1m')
    .replace(/(?<=\d)\s*(?=[ap]m\b)/g, ' ')
    .replace(/\b(?:dne|doesn t exist)\b/g, 'does not exist')
    .replace(/\s+/g, ' ')
    .trim()
  return names[bare] ?? bare.replace(/^(?:the|an?) /, '')
}
