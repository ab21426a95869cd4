/** Commands without their backslash, and what they stand for. */
export type MathJaxMacros = Readonly<Record<string, string>>

/** What KaTeX knows by programs of its own, or its chemistry writes, and MathJax lacks. */
export const macrosByHand: MathJaxMacros = {
  Overrightarrow: '\\overset{\\Longrightarrow}{#1}',
  TextOrMath: '#2',
  aa: 'å',
  angl: '\\enclose{actuarial}{#1}',
  bm: '\\boldsymbol{#1}',
  bold: '\\mathbf{#1}',
  emph: '\\textit{#1}',
  lBrace: '\\mathopen{⦃}',
  minuso: '\\mathbin{⦵}',
  operatornamewithlimits: '\\operatorname*{#1}',
  overgroup: '\\overparen{#1}',
  overleftharpoon: '\\overset{\\leftharpoonup}{#1}',
  overlinesegment: '\\overline{#1}',
  overrightharpoon: '\\overset{\\rightharpoonup}{#1}',
  phase: '\\enclose{phasorangle}{#1}',
  r: '\\mathring{#1}',
  raisebox: '\\raise#1{\\text{#2}}',
  rBrace: '\\mathclose{⦄}',
  sixptsize: '\\tiny',
  sout: '\\enclose{horizontalstrike}{#1}',
  textmd: '\\text{#1}',
  undergroup: '\\underparen{#1}',
  underlinesegment: '\\underline{#1}',
  utilde: '\\underset{\\sim}{#1}',
  vcentcolon: '\\mathrel{:}',
  widecheck: '\\check{#1}',
  longLeftrightharpoons: '\\rightleftharpoons',
  longRightleftharpoons: '\\rightleftharpoons',
  longleftrightarrows: '\\leftrightarrows',
  longrightleftharpoons: '\\rightleftharpoons',
  tripledash: '\\cdots',
}

// What stands between the ticks is generated from the tables of KaTeX; test/mathjax.test.ts holds it.

// One on each line: the name and what it stands for.
const fromKatex = String.raw`
AE Æ
Alpha \mathrm{A}
Beta \mathrm{B}
Chi \mathrm{X}
Complex \mathbb{C}
Dagger \ddagger
Darr \Downarrow
Epsilon \mathrm{E}
Eta \mathrm{H}
Harr \Leftrightarrow
Iota \mathrm{I}
KaTeX \textrm{KaTeX}
Kappa \mathrm{K}
Larr \Leftarrow
Lrarr \Leftrightarrow
Mu \mathrm{M}
N \mathbb{N}
Nu \mathrm{N}
O Ø
OE Œ
Omicron \mathrm{O}
P ¶
R \mathbb{R}
Rarr \Rightarrow
Reals \mathbb{R}
Rho \mathrm{P}
Tau \mathrm{T}
Uarr \Uparrow
Z \mathbb{Z}
Zeta \mathrm{Z}
ae æ
alef \aleph
alefsym \aleph
angln {\angl n}
approxcoloncolon \mathrel{\approx\mathrel{\mkern-1.2mu}\dblcolon}
arcctg \operatorname{arcctg}
arctg \operatorname{arctg}
argmax \operatorname*{arg\,max}
argmin \operatorname*{arg\,min}
blue \textcolor{##6495ed}{#1}
blueA \textcolor{##ccfaff}{#1}
blueB \textcolor{##80f6ff}{#1}
blueC \textcolor{##63d9ea}{#1}
blueD \textcolor{##11accd}{#1}
blueE \textcolor{##0c7f99}{#1}
bull \bullet
ch \operatorname{ch}
clubs \clubsuit
cnums \mathbb{C}
coloncolon \dblcolon
coloncolonapprox \Colonapprox
coloncolonequals \Coloneqq
coloncolonminus \Coloneq
coloncolonsim \Colonsim
colonequals \coloneqq
colonminus \coloneq
copyright \text{\textcopyright}
cosec \operatorname{cosec}
cotg \operatorname{cotg}
ctg \operatorname{ctg}
cth \operatorname{cth}
dArr \Downarrow
dag †
darr \downarrow
ddag ‡
diamonds \diamondsuit
dotsx \ldots\,
empty \emptyset
enskip \hskip.5em
equalscolon \eqqcolon
equalscoloncolon \Eqqcolon
exist \exists
goldA \textcolor{##ffd0a9}{#1}
goldB \textcolor{##ffbb71}{#1}
goldC \textcolor{##ff9c39}{#1}
goldD \textcolor{##e07d10}{#1}
goldE \textcolor{##a75a05}{#1}
gray \textcolor{gray}{#1}
grayA \textcolor{##f6f7f7}{#1}
grayB \textcolor{##f0f1f2}{#1}
grayC \textcolor{##e3e5e6}{#1}
grayD \textcolor{##d6d8da}{#1}
grayE \textcolor{##babec2}{#1}
grayF \textcolor{##888d93}{#1}
grayG \textcolor{##626569}{#1}
grayH \textcolor{##3b3e40}{#1}
grayI \textcolor{##21242c}{#1}
green \textcolor{##28ae7b}{#1}
greenA \textcolor{##b6ffb0}{#1}
greenB \textcolor{##8af281}{#1}
greenC \textcolor{##74cf70}{#1}
greenD \textcolor{##1fab54}{#1}
greenE \textcolor{##0d923f}{#1}
hArr \Leftrightarrow
harr \leftrightarrow
hearts \heartsuit
i ı
image \Im
imageof \mathrel{⊷}
infin \infty
isin \in
j ȷ
kaBlue \textcolor{##314453}{#1}
kaGreen \textcolor{##71B307}{#1}
lArr \Leftarrow
lang \langle
larr \leftarrow
llbracket \mathopen{⟦}
lq ‘
lrArr \Leftrightarrow
lrarr \leftrightarrow
mapsfrom \mathrel{↤}
maroonA \textcolor{##ffbde0}{#1}
maroonB \textcolor{##ff92c6}{#1}
maroonC \textcolor{##ed5fa6}{#1}
maroonD \textcolor{##ca337c}{#1}
maroonE \textcolor{##9e034e}{#1}
mathellipsis \mathinner{…}
mathsterling £
medspace \:
mintA \textcolor{##f5f9e8}{#1}
mintB \textcolor{##edf2df}{#1}
mintC \textcolor{##e0e5cc}{#1}
minuscolon \eqcolon
minuscoloncolon \Eqcolon
natnums \mathbb{N}
notni \mathrel{∌}
o ø
oe œ
orange \textcolor{##ffa500}{#1}
origof \mathrel{⊶}
pink \textcolor{##ff00af}{#1}
plim \mathop{\operatorname{plim}}\limits
plusmn \pm
pounds £
purple \textcolor{##9d38bd}{#1}
purpleA \textcolor{##ddd7ff}{#1}
purpleB \textcolor{##c6b9fc}{#1}
purpleC \textcolor{##aa87ff}{#1}
purpleD \textcolor{##7854ab}{#1}
purpleE \textcolor{##543b78}{#1}
rArr \Rightarrow
rang \rangle
rarr \rightarrow
ratio \vcentcolon
real \Re
reals \mathbb{R}
red \textcolor{##df0030}{#1}
redA \textcolor{##fca9a9}{#1}
redB \textcolor{##ff8482}{#1}
redC \textcolor{##f9685d}{#1}
redD \textcolor{##e84d39}{#1}
redE \textcolor{##bc2612}{#1}
rq ’
rrbracket \mathclose{⟧}
sdot \cdot
sect \S
sh \operatorname{sh}
simcoloncolon \mathrel{\sim\mathrel{\mkern-1.2mu}\dblcolon}
spades \spadesuit
ss ß
sub \subset
sube \subseteq
supe \supseteq
tealA \textcolor{##94fff5}{#1}
tealB \textcolor{##26edd5}{#1}
tealC \textcolor{##01d1c1}{#1}
tealD \textcolor{##01a995}{#1}
tealE \textcolor{##208170}{#1}
tg \operatorname{tg}
th \operatorname{th}
thetasym \vartheta
thickspace \;
uArr \Uparrow
uarr \uparrow
underbar \underline{\text{#1}}
varvdots ⋮
weierp \wp
`

export const mathjaxMacros: MathJaxMacros = {
  ...Object.fromEntries(
    fromKatex
      .split('\n')
      .filter(Boolean)
      .map(line => {
        const blank = line.indexOf(' ')
        return [line.slice(0, blank), line.slice(blank + 1)]
      }),
  ),
  ...macrosByHand,
}

/** Those that have an optional argument: what they stand for, the number of arguments, and the default of the first. */
export const mathjaxOptionals: Readonly<Record<string, readonly [string, number, string]>> = {
  xLeftrightharpoons: ['\\xrightleftharpoons[#1]{#2}', 2, ''],
  xRightleftharpoons: ['\\xrightleftharpoons[#1]{#2}', 2, ''],
  xleftequilibrium: ['\\xleftrightharpoons[#1]{#2}', 2, ''],
  xleftrightarrows: ['\\underset{#1}{\\overset{#2}{\\leftrightarrows}}', 2, ''],
  xrightequilibrium: ['\\xrightleftharpoons[#1]{#2}', 2, ''],
  xrightleftarrows: ['\\underset{#1}{\\overset{#2}{\\rightleftarrows}}', 2, ''],
}
