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
  return words(signs(unwrapped(text)))
}

/** Without what stands around the whole: dollars, brackets, boxes, bold, a full stop. */
function undelimited(text: string): string {
  for (let round = 0; round < 8; round++) {
    const next = text
      .replace(/^\$\$([^$]*)\$\$$/, '$1')
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
    .replace(/\s+/g, ' ')
    .trim()
  return names[bare] ?? bare.replace(/^(?:the|an?) /, '')
}
