import { latexCommand, latexEnvironments } from './latex-commands.ts'

/** LaTeX that shows what a command makes; undefined for one that makes nothing to look at. */
export function commandSample(name: string): string | undefined {
  if (Object.hasOwn(samples, name)) return samples[name] || undefined
  const known = latexCommand(name)
  if (!known) return undefined
  const count = known.args.split('{}').length - 1
  if (!count && !known.look) return undefined
  const call = withLetters(`\\${name}`, count)
  return known.text ? `\\text{${call}}` : call
}

/** LaTeX that shows what a macro makes. */
export function macroSample(command: string, body: string): string {
  return withLetters(command, Math.max(0, ...[...body.matchAll(/(?<!#)#([1-9])/g)].map(match => Number(match[1]))))
}

function withLetters(command: string, count: number): string {
  const letters = count === 1 ? ['x'] : 'abcdefghi'.split('').slice(0, count)
  return command + letters.map(letter => `{${letter}}`).join('')
}

/** LaTeX that shows what an environment makes. */
export function environmentSample(name: string): string | undefined {
  if (!latexEnvironments.some(known => known.name === name)) return undefined
  const [args, body] = bodyOf(name)
  return `\\begin{${name}}${args} ${body} \\end{${name}}`
}

function bodyOf(name: string): readonly [args: string, body: string] {
  if (name === 'CD') return ['', 'A @>f>> B \\\\ @VgVV @VVhV \\\\ C @>>k> D']
  if (/cases/.test(name)) return ['', 'a & x > 0 \\\\ b & x \\le 0']
  if (/matrix/.test(name)) return ['', 'a & b \\\\ c & d']
  if (/array/.test(name)) return name === 'subarray' ? ['{c}', 'a \\\\ b'] : ['{c|c}', 'a & b \\\\ \\hline c & d']
  if (/^gather/.test(name)) return ['', 'a = b \\\\ c = d + e']
  if (/^equation/.test(name)) return ['', 'a = b']
  return [name.startsWith('alignat') || name === 'alignedat' ? '{1}' : '', 'a &= b + c \\\\ &= d']
}

/** Samples that letters would not make; empty for what shows nothing by itself. */
const samples: Readonly<Record<string, string>> = {
  Bbb: '\\Bbb{R}',
  Big: '\\Big( x \\Big)',
  Bigg: '\\Bigg( x \\Bigg)',
  Biggl: '\\Biggl( x',
  Biggm: 'x \\Biggm| y',
  Biggr: 'x \\Biggr)',
  Bigl: '\\Bigl( x',
  Bigm: 'x \\Bigm| y',
  Bigr: 'x \\Bigr)',
  Braket: '\\Braket{x|y}',
  DeclareMathOperator: '',
  Huge: '\\Huge x',
  LARGE: '\\LARGE x',
  Large: '\\Large x',
  Overrightarrow: '\\Overrightarrow{AB}',
  Set: '\\Set{ x | x > \\frac{1}{2} }',
  above: 'a \\above{1pt} b',
  atop: 'a \\atop b',
  bcancel: '\\bcancel{xy}',
  begin: '',
  bf: '\\bf x',
  big: '\\big( x \\big)',
  bigg: '\\bigg( x \\bigg)',
  biggl: '\\biggl( x',
  biggm: 'x \\biggm| y',
  biggr: 'x \\biggr)',
  bigl: '\\bigl( x',
  bigm: 'x \\bigm| y',
  bigr: 'x \\bigr)',
  binom: '\\binom{n}{k}',
  bm: '\\bm{v}',
  bmod: 'a \\bmod n',
  boldsymbol: '\\boldsymbol{\\alpha}',
  boxed: '\\boxed{42}',
  brace: 'n \\brace k',
  brack: 'n \\brack k',
  braket: '\\braket{x|y}',
  cal: '\\cal A',
  cancel: '\\cancel{xy}',
  ce: '\\ce{2H2 + O2 -> 2H2O}',
  cfrac: '1 + \\cfrac{1}{1 + \\cfrac{1}{x}}',
  choose: 'n \\choose k',
  color: '\\color{teal} x',
  colorbox: '\\colorbox{yellow}{x}',
  dbinom: '\\dbinom{n}{k}',
  displaystyle: '\\displaystyle \\sum_{i=1}^n i',
  emph: '\\emph{word}',
  end: '',
  enskip: 'a \\enskip b',
  enspace: 'a \\enspace b',
  fbox: '\\fbox{word}',
  fcolorbox: '\\fcolorbox{red}{yellow}{x}',
  footnotesize: '\\footnotesize x',
  frak: '\\frak{g}',
  framebox: '\\framebox{word}',
  genfrac: '\\genfrac{(}{]}{1pt}{}{a}{b}',
  hbox: '\\hbox{word}',
  hdashline: '\\begin{array}{c} a \\\\ \\hdashline b \\end{array}',
  hline: '\\begin{array}{c} a \\\\ \\hline b \\end{array}',
  hskip: 'a \\hskip1em b',
  hspace: 'a \\hspace{1em} b',
  huge: '\\huge x',
  it: '\\it x',
  kern: 'a \\kern1em b',
  label: '',
  large: '\\large x',
  left: '\\left( \\frac{a}{b} \\right)',
  limits: '\\int\\limits_a^b',
  llap: 'a\\llap{/}',
  mathbb: '\\mathbb{R}',
  mathbf: '\\mathbf{v}',
  mathbin: 'a \\mathbin{x} b',
  mathcal: '\\mathcal{A}',
  mathchoice: '',
  mathclap: '\\sum_{\\mathclap{1 \\le i \\le n}} x_i',
  mathfrak: '\\mathfrak{g}',
  mathit: '\\mathit{word}',
  mathnormal: '\\mathnormal{x}',
  mathop: '\\mathop{x}_i',
  mathrel: 'a \\mathrel{x} b',
  mathrm: '\\mathrm{cm}',
  mathscr: '\\mathscr{A}',
  mathsf: '\\mathsf{word}',
  mathstrut: '',
  mathtt: '\\mathtt{word}',
  mbox: '\\mbox{word}',
  medspace: 'a \\medspace b',
  middle: '\\left( \\frac{a}{b} \\middle| c \\right)',
  mkern: 'a \\mkern18mu b',
  mod: 'a \\equiv b \\mod n',
  mskip: 'a \\mskip18mu b',
  negmedspace: 'a \\negmedspace b',
  negthickspace: 'a \\negthickspace b',
  negthinspace: 'a \\negthinspace b',
  nobreakspace: 'a \\nobreakspace b',
  nolimits: '\\sum\\nolimits_i^n',
  normalsize: '\\normalsize x',
  not: '\\not\\in',
  operatorname: '\\operatorname{lcm}',
  operatornamewithlimits: '\\operatornamewithlimits{lim}_{x}',
  over: 'a \\over b',
  overbrace: '\\overbrace{a + b}^{n}',
  overleftarrow: '\\overleftarrow{AB}',
  overleftrightarrow: '\\overleftrightarrow{AB}',
  overline: '\\overline{AB}',
  overrightarrow: '\\overrightarrow{AB}',
  phantom: '\\phantom{x}y',
  pmb: '\\pmb{v}',
  pmod: 'a \\equiv b \\pmod n',
  pod: 'a \\equiv b \\pod n',
  providecommand: '',
  pu: '\\pu{9.8 m/s^2}',
  qquad: 'a \\qquad b',
  quad: 'a \\quad b',
  raisebox: 'a\\raisebox{0.3em}{b}',
  renewcommand: '',
  right: '\\left( \\frac{a}{b} \\right)',
  rlap: '\\rlap{/}a',
  rm: '\\rm x',
  rule: '\\rule{2em}{0.5em}',
  scriptscriptstyle: '\\scriptscriptstyle x',
  scriptsize: '\\scriptsize x',
  scriptstyle: '\\scriptstyle x',
  set: '\\set{x | x > 0}',
  sf: '\\sf x',
  sixptsize: '\\sixptsize x',
  small: '\\small x',
  sout: '\\sout{xy}',
  space: 'a \\space b',
  sqrt: '\\sqrt{x} \\quad \\sqrt[3]{x}',
  stackrel: 'a \\stackrel{!}{=} b',
  substack: '\\sum_{\\substack{0 < i < m \\\\ 0 < j < n}} x_{ij}',
  tag: 'a = b \\tag{1}',
  tbinom: '\\tbinom{n}{k}',
  text: '\\text{word}',
  textbf: '\\textbf{word}',
  textcolor: '\\textcolor{teal}{x}',
  textit: '\\textit{word}',
  textmd: '\\textmd{word}',
  textnormal: '\\textnormal{word}',
  textrm: '\\textrm{word}',
  textsf: '\\textsf{word}',
  textstyle: '\\textstyle \\sum_{i=1}^n i',
  texttt: '\\texttt{word}',
  textup: '\\textup{word}',
  thickspace: 'a \\thickspace b',
  thinspace: 'a \\thinspace b',
  tiny: '\\tiny x',
  tmspace: '',
  tt: '\\tt x',
  underbrace: '\\underbrace{a + b}_{n}',
  underline: '\\underline{AB}',
  vec: '\\vec{v}',
  verb: '\\verb|a_b|',
  widehat: '\\widehat{AB}',
  widetilde: '\\widetilde{AB}',
  xcancel: '\\xcancel{xy}',
}
