/** A command that KaTeX knows. */
export interface LatexCommand {
  /** Without the backslash. */
  readonly name: string
  /** The arguments that it takes, as `[]` and `{}`. */
  readonly args: string
  /** What it looks like, as characters; empty where it has no look of its own. */
  readonly look: string
  /** Whether it is for `\text{…}` only. */
  readonly text: boolean
}

/** An environment that KaTeX knows, and the arguments that it takes after its name. */
export interface LatexEnvironment {
  readonly name: string
  readonly args: string
}

// What stands between the ticks is generated; test/latex-commands.test.ts holds it against KaTeX.

// One on each line: the name, `*` if for text only, the arguments, the look.
const commandLines = String.raw`
AA  A˚
AE*  Æ
Alpha  A
And  &
Bbb {}
Bbbk  𝕜
Beta  B
Big {}
Bigg {}
Biggl {}
Biggm {}
Biggr {}
Bigl {}
Bigm {}
Bigr {}
Box  □
Bra {}
Braket {}
Bumpeq  ≎
Cap  ⋒
Chi  X
Colonapprox  ∷≈
Coloneq  ∷−
Coloneqq  ∷=
Colonsim  ∷∼
Complex  ℂ
Cup  ⋓
DOTSB
DOTSI
DOTSX
Dagger  ‡
Darr  ⇓
DeclareMathOperator {}{}
Delta  Δ
Diamond  ◊
Doteq  ≑
Downarrow  ⇓
Epsilon  E
Eqcolon  −∷
Eqqcolon  =∷
Eta  H
Finv  Ⅎ
Game  ⅁
Gamma  Γ
H {}
Harr  ⇔
Huge
Im  ℑ
Iota  I
Join  ⋈
KaTeX  KaTeX
Kappa  K
Ket {}
LARGE
LaTeX  LaTeX
Lambda  Λ
Large
Larr  ⇐
Leftarrow  ⇐
Leftrightarrow  ⇔
Lleftarrow  ⇚
Longleftarrow  ⟸
Longleftrightarrow  ⟺
Longrightarrow  ⟹
Lrarr  ⇔
Lsh  ↰
Mu  M
N  ℕ
Nu  N
O*  Ø
OE*  Œ
Omega  Ω
Omicron  O
Overrightarrow {}
P  ¶
Phi  Φ
Pi  Π
Pr  Pr
Psi  Ψ
R  ℝ
Rarr  ⇒
Re  ℜ
Reals  ℝ
Rho  P
Rightarrow  ⇒
Rrightarrow  ⇛
Rsh  ↱
S  §
Set {}
Sigma  Σ
Subset  ⋐
Supset  ⋑
Tau  T
TeX  TeX
TextOrMath {}{}
Theta  Θ
Uarr  ⇑
Uparrow  ⇑
Updownarrow  ⇕
Upsilon  Υ
Vdash  ⊩
Vert  ∥
Vvdash  ⊪
Xi  Ξ
Z  ℤ
Zeta  Z
aa  a˚
above {}
acute {}
ae*  æ
alef  ℵ
alefsym  ℵ
aleph  ℵ
allowbreak
alpha  α
amalg  ⨿
angl {}
angle  ∠
angln  n
approx  ≈
approxcolon  ≈:
approxcoloncolon  ≈∷
approxeq  ≊
arccos  arccos
arcctg  arcctg
arcsin  arcsin
arctan  arctan
arctg  arctg
arg  arg
argmax  argmax
argmin  argmin
ast  ∗
asymp  ≍
atop
backepsilon  ∍
backprime  ‵
backsim  ∽
backsimeq  ⋍
backslash  \
bar {}
barwedge  ⊼
bcancel {}
because  ∵
begin {}
beta  β
beth  ℶ
between  ≬
bf
bgroup
big {}
bigcap  ⋂
bigcirc  ◯
bigcup  ⋃
bigg {}
biggl {}
biggm {}
biggr {}
bigl {}
bigm {}
bigodot  ⨀
bigoplus  ⨁
bigotimes  ⨂
bigr {}
bigsqcup  ⨆
bigstar  ★
bigtriangledown  ▽
bigtriangleup  △
biguplus  ⨄
bigvee  ⋁
bigwedge  ⋀
binom {}{}
blacklozenge  ⧫
blacksquare  ■
blacktriangle  ▲
blacktriangledown  ▼
blacktriangleleft  ◀
blacktriangleright  ▶
blue {}
blueA {}
blueB {}
blueC {}
blueD {}
blueE {}
bm {}
bmod  mod
bold {}
boldsymbol {}
bot  ⊥
bowtie  ⋈
boxdot  ⊡
boxed {}
boxminus  ⊟
boxplus  ⊞
boxtimes  ⊠
bra {}
brace  {}
brack  []
braket {}
breve {}
bull  ∙
bullet  ∙
bumpeq  ≏
c {}
cal
cancel {}
cancelto {}{}
cap  ∩
cdot  ⋅
cdotp  ⋅
cdots  ⋯
ce {}
centerdot  ⋅
cfrac {}{}
ch  ch
char
check {}
checkmark  ✓
chi  χ
choose  ()
circ  ∘
circeq  ≗
circlearrowleft  ↺
circlearrowright  ↻
circledR  ®
circledS  Ⓢ
circledast  ⊛
circledcirc  ⊚
circleddash  ⊝
clap {}
clubs  ♣
clubsuit  ♣
cnums  ℂ
colon  :
colonapprox  :≈
coloncolon  ∷
coloncolonapprox  ∷≈
coloncolonequals  ∷=
coloncolonminus  ∷−
coloncolonsim  ∷∼
coloneq  :−
coloneqq  ≔
colonequals  ≔
colonminus  :−
colonsim  :∼
color {}
colorbox {}{}
complement  ∁
cong  ≅
coprod  ∐
copyright  ©
cos  cos
cosec  cosec
cosh  cosh
cot  cot
cotg  cotg
coth  coth
csc  csc
ctg  ctg
cth  cth
cup  ∪
curlyeqprec  ⋞
curlyeqsucc  ⋟
curlyvee  ⋎
curlywedge  ⋏
curvearrowleft  ↶
curvearrowright  ↷
dArr  ⇓
dag  †
dagger  †
daleth  ℸ
darr  ↓
dashleftarrow  ⇠
dashrightarrow  ⇢
dashv  ⊣
dbinom {}{}
dblcolon  ∷
ddag  ‡
ddagger  ‡
ddddot {}
dddot {}
ddot {}
ddots  ⋱
def
deg  deg
degree  °
delta  δ
det  det
dfrac {}{}
diagdown  ╲
diagup  ╱
diamond  ⋄
diamonds  ♢
diamondsuit  ♢
digamma  ϝ
dim  dim
displaystyle
div  ÷
divideontimes  ⋇
dot {}
doteq  ≐
doteqdot  ≑
dotplus  ∔
dots  …
dotsb  ⋯
dotsc  …
dotsi  ⋯
dotsm  ⋯
dotso  …
dotsx  …
doublebarwedge  ⩞
doublecap  ⋒
doublecup  ⋓
downarrow  ↓
downdownarrows  ⇊
downharpoonleft  ⇃
downharpoonright  ⇂
edef
egroup
ell  ℓ
emph {}
empty  ∅
emptyset  ∅
end {}
enskip
enspace
epsilon  ϵ
eqcirc  ≖
eqcolon  ∹
eqqcolon  ≕
eqsim  ≂
eqslantgtr  ⪖
eqslantless  ⪕
equalscolon  ≕
equalscoloncolon  =∷
equiv  ≡
eta  η
eth  ð
exist  ∃
exists  ∃
exp  exp
expandafter
fallingdotseq  ≒
fbox {}
fcolorbox {}{}{}
flat  ♭
footnotesize
forall  ∀
frac {}{}
frak {}
framebox {}
frown  ⌢
futurelet
gamma  γ
gcd  gcd
gdef
ge  ≥
genfrac {}{}{}{}{}{}
geq  ≥
geqq  ≧
geqslant  ⩾
gets  ←
gg  ≫
ggg  ⋙
gggtr  ⋙
gimel  ℷ
global
gnapprox  ⪊
gneq  ⪈
gneqq  ≩
gnsim  ⋧
goldA {}
goldB {}
goldC {}
goldD {}
goldE {}
grave {}
gray {}
grayA {}
grayB {}
grayC {}
grayD {}
grayE {}
grayF {}
grayG {}
grayH {}
grayI {}
green {}
greenA {}
greenB {}
greenC {}
greenD {}
greenE {}
gt  >
gtrapprox  ⪆
gtrdot  ⋗
gtreqless  ⋛
gtreqqless  ⪌
gtrless  ≷
gtrsim  ≳
gvertneqq  ≩
hArr  ⇔
harr  ↔
hat {}
hbar  ℏ
hbox {}
hdashline
hearts  ♡
heartsuit  ♡
hline
hom  hom
hookleftarrow  ↩
hookrightarrow  ↪
hphantom {}
hskip {}
hslash  ℏ
hspace
huge
i*  ı
iff  ⟺
iiint  ∭
iint  ∬
image  ℑ
imageof  ⊷
imath  ı
impliedby  ⟸
implies  ⟹
in  ∈
inf  inf
infin  ∞
infty  ∞
injlim  injlim
int  ∫
intercal  ⊺
intop  ∫
iota  ι
isin  ∈
it
j*  ȷ
jmath  ȷ
kaBlue {}
kaGreen {}
kappa  κ
ker  ker
kern {}
ket {}
lArr  ⇐
lBrace  ⦃
lVert  ∥
label {}
lambda  λ
land  ∧
lang  ⟨
langle  ⟨
large
larr  ←
lbrace  {
lbrack  [
lceil  ⌈
ldotp  .
ldots  …
le  ≤
leadsto  ⇝
left {}
leftarrow  ←
leftarrowtail  ↢
leftharpoondown  ↽
leftharpoonup  ↼
leftleftarrows  ⇇
leftrightarrow  ↔
leftrightarrows  ⇆
leftrightharpoons  ⇋
leftrightsquigarrow  ↭
leftthreetimes  ⋋
leq  ≤
leqq  ≦
leqslant  ⩽
lessapprox  ⪅
lessdot  ⋖
lesseqgtr  ⋚
lesseqqgtr  ⪋
lessgtr  ≶
lesssim  ≲
let
lfloor  ⌊
lg  lg
lgroup  ⟮
lhd  ⊲
lim  lim
liminf  liminf
limits
limsup  limsup
ll  ≪
llap {}
llbracket  ⟦
llcorner  ⌞
lll  ⋘
llless  ⋘
lmoustache  ⎰
ln  ln
lnapprox  ⪉
lneq  ⪇
lneqq  ≨
lnot  ¬
lnsim  ⋦
log  log
long
longleftarrow  ⟵
longleftrightarrow  ⟷
longmapsto  ⟼
longrightarrow  ⟶
looparrowleft  ↫
looparrowright  ↬
lor  ∨
lozenge  ◊
lparen  (
lq  ‘
lrArr  ⇔
lrarr  ↔
lrcorner  ⌟
lt  <
ltimes  ⋉
lvert  ∣
lvertneqq  ≨
maltese  ✠
mapsfrom  ↤
mapsto  ↦
maroonA {}
maroonB {}
maroonC {}
maroonD {}
maroonE {}
mathbb {}
mathbf {}
mathbin {}
mathcal {}
mathchoice {}{}{}{}
mathclap {}
mathclose {}
mathellipsis  …
mathfrak {}
mathinner {}
mathit {}
mathllap {}
mathnormal {}
mathop {}
mathopen {}
mathord {}
mathpunct {}
mathreflectbox {}
mathrel {}
mathring {}
mathrlap {}
mathrm {}
mathscr {}
mathsf {}
mathsfit {}
mathsterling  £
mathstrut  (
mathtt {}
max  max
mbox {}
measuredangle  ∡
medspace
mho  ℧
mid  ∣
middle {}
min  min
mintA {}
mintB {}
mintC {}
minuscolon  ∹
minuscoloncolon  −∷
minuso  ⦵
mkern {}
mod {}
models  ⊨
mp  ∓
mskip {}
mu  μ
multimap  ⊸
nLeftarrow  ⇍
nLeftrightarrow  ⇎
nRightarrow  ⇏
nVDash  ⊯
nVdash  ⊮
nabla  ∇
natnums  ℕ
natural  ♮
ncong  ≆
ne  ≠
nearrow  ↗
neg  ¬
negmedspace
negthickspace
negthinspace
neq  ≠
newcommand
newline
nexists  ∄
ngeq  ≱
ngeqq  ≱
ngeqslant  ≱
ngtr  ≯
ni  ∋
nleftarrow  ↚
nleftrightarrow  ↮
nleq  ≰
nleqq  ≰
nleqslant  ≰
nless  ≮
nmid  ∤
nobreak
nobreakspace
noexpand
nolimits
nonumber
normalsize
not  ̸
notag
notin  ∉
notni  ∌
nparallel  ∦
nprec  ⊀
npreceq  ⋠
nrightarrow  ↛
nshortmid  ∤
nshortparallel  ∦
nsim  ≁
nsubseteq  ⊈
nsubseteqq  ⊈
nsucc  ⊁
nsucceq  ⋡
nsupseteq  ⊉
nsupseteqq  ⊉
ntriangleleft  ⋪
ntrianglelefteq  ⋬
ntriangleright  ⋫
ntrianglerighteq  ⋭
nu  ν
nvDash  ⊭
nvdash  ⊬
nwarrow  ↖
o*  ø
odot  ⊙
oe*  œ
oiiint  ∰
oiint  ∯
oint  ∮
omega  ω
omicron  ο
ominus  ⊖
operatorname {}
operatornamewithlimits {}
oplus  ⊕
orange {}
ordinarycolon  :
origof  ⊶
oslash  ⊘
otimes  ⊗
over
overbrace {}
overbracket {}
overgroup {}
overleftarrow {}
overleftharpoon {}
overleftrightarrow {}
overline {}
overlinesegment {}
overrightarrow {}
overrightharpoon {}
overset {}{}
owns  ∋
parallel  ∥
partial  ∂
perp  ⊥
phantom {}
phase {}
phi  ϕ
pi  π
pink {}
pitchfork  ⋔
plim  plim
plusmn  ±
pm  ±
pmb {}
pmod {}
pod {}
pounds  £
prec  ≺
precapprox  ⪷
preccurlyeq  ≼
preceq  ⪯
precnapprox  ⪹
precneqq  ⪵
precnsim  ⋨
precsim  ≾
prime  ′
prod  ∏
projlim  projlim
propto  ∝
providecommand {}{}
psi  ψ
pu {}
purple {}
purpleA {}
purpleB {}
purpleC {}
purpleD {}
purpleE {}
qquad
quad
r {}
rArr  ⇒
rBrace  ⦄
rVert  ∥
raisebox {}{}
rang  ⟩
rangle  ⟩
rarr  →
ratio  :
rbrace  }
rbrack  ]
rceil  ⌉
real  ℜ
reals  ℝ
red {}
redA {}
redB {}
redC {}
redD {}
redE {}
reflectbox {}
relax
renewcommand {}{}
restriction  ↾
rfloor  ⌋
rgroup  ⟯
rhd  ⊳
rho  ρ
right {}
rightarrow  →
rightarrowtail  ↣
rightharpoondown  ⇁
rightharpoonup  ⇀
rightleftarrows  ⇄
rightleftharpoons  ⇌
rightrightarrows  ⇉
rightsquigarrow  ⇝
rightthreetimes  ⋌
risingdotseq  ≓
rlap {}
rm
rmoustache  ⎱
rparen  )
rq  ′
rrbracket  ⟧
rtimes  ⋊
rule {}{}
rvert  ∣
scriptscriptstyle
scriptsize
scriptstyle
sdot  ⋅
searrow  ↘
sec  sec
sect  §
set {}
setminus  ∖
sf
sh  sh
sharp  ♯
shortmid  ∣
shortparallel  ∥
sigma  σ
sim  ∼
simcolon  ∼:
simcoloncolon  ∼∷
simeq  ≃
sin  sin
sinh  sinh
sixptsize
small
smallfrown  ⌢
smallint  ∫
smallsetminus  ∖
smallsmile  ⌣
smash []{}
smile  ⌣
sout {}
space
spades  ♠
spadesuit  ♠
sphericalangle  ∢
sqcap  ⊓
sqcup  ⊔
sqrt []{}
sqsubset  ⊏
sqsubseteq  ⊑
sqsupset  ⊐
sqsupseteq  ⊒
square  □
ss*  ß
stackrel {}{}
star  ⋆
sub  ⊂
sube  ⊆
subset  ⊂
subseteq  ⊆
subseteqq  ⫅
subsetneq  ⊊
subsetneqq  ⫋
substack {}
succ  ≻
succapprox  ⪸
succcurlyeq  ≽
succeq  ⪰
succnapprox  ⪺
succneqq  ⪶
succnsim  ⋩
succsim  ≿
sum  ∑
sup  sup
supe  ⊇
supset  ⊃
supseteq  ⊇
supseteqq  ⫆
supsetneq  ⊋
supsetneqq  ⫌
surd  √
swarrow  ↙
tag {}
tan  tan
tanh  tanh
tau  τ
tbinom {}{}
tealA {}
tealB {}
tealC {}
tealD {}
tealE {}
text {}
textasciicircum*  ^
textasciitilde*  ~
textbackslash*  \
textbar*  |
textbardbl*  ∥
textbf {}
textbraceleft*  {
textbraceright*  }
textcircled {}
textcolor {}{}
textcopyright  ©
textdagger*  †
textdaggerdbl*  ‡
textdegree*  °
textdollar*  $
textellipsis*  …
textemdash*  —
textendash*  –
textgreater*  >
textit {}
textless*  <
textmd {}
textnormal {}
textquotedblleft*  “
textquotedblright*  ”
textquoteleft*  ‘
textquoteright*  ’
textregistered  ®
textrm {}
textsf {}
textsterling*  £
textstyle
texttt {}
textunderscore*  _
textup {}
tfrac {}{}
tg  tg
th  th
therefore  ∴
theta  θ
thetasym  ϑ
thickapprox  ≈
thicksim  ∼
thickspace
thinspace
tilde {}
times  ×
tiny
tmspace {}{}{}
to  →
top  ⊤
triangle  △
triangledown  ▽
triangleleft  ◃
trianglelefteq  ⊴
triangleq  ≜
triangleright  ▹
trianglerighteq  ⊵
tripledash  −---
tt
twoheadleftarrow  ↞
twoheadrightarrow  ↠
u {}
uArr  ⇑
uarr  ↑
ulcorner  ⌜
underbar {}
underbrace {}
underbracket {}
undergroup {}
underleftarrow {}
underleftrightarrow {}
underline {}
underlinesegment {}
underrightarrow {}
underset {}{}
unlhd  ⊴
unrhd  ⊵
uparrow  ↑
updownarrow  ↕
upharpoonleft  ↿
upharpoonright  ↾
uplus  ⊎
upsilon  υ
upuparrows  ⇈
urcorner  ⌝
utilde {}
v {}
vDash  ⊨
varDelta  Δ
varGamma  Γ
varLambda  Λ
varOmega  Ω
varPhi  Φ
varPi  Π
varPsi  Ψ
varSigma  Σ
varTheta  Θ
varUpsilon  Υ
varXi  Ξ
varepsilon  ε
varinjlim  lim→
varkappa  ϰ
varliminf  lim‾
varlimsup  lim‾
varnothing  ∅
varphi  φ
varpi  ϖ
varprojlim  lim←
varpropto  ∝
varrho  ϱ
varsigma  ς
varsubsetneq  ⊊
varsubsetneqq  ⫋
varsupsetneq  ⊋
varsupsetneqq  ⫌
vartheta  ϑ
vartriangle  △
vartriangleleft  ⊲
vartriangleright  ⊳
varvdots  ⋮
vcentcolon  :
vcenter {}
vdash  ⊢
vdots  ⋮
vec {}
vee  ∨
veebar  ⊻
verb
vert  ∣
vphantom {}
wedge  ∧
weierp  ℘
widecheck {}
widehat {}
widetilde {}
wp  ℘
wr  ≀
xLeftarrow []{}
xLeftrightarrow []{}
xRightarrow []{}
xcancel {}
xdef
xhookleftarrow []{}
xhookrightarrow []{}
xi  ξ
xleftarrow []{}
xleftequilibrium []{}
xleftharpoondown []{}
xleftharpoonup []{}
xleftrightarrow []{}
xleftrightharpoons []{}
xlongequal []{}
xmapsto []{}
xrightarrow []{}
xrightequilibrium []{}
xrightharpoondown []{}
xrightharpoonup []{}
xrightleftarrows []{}
xrightleftharpoons []{}
xtofrom []{}
xtwoheadleftarrow []{}
xtwoheadrightarrow []{}
yen  ¥
zeta  ζ
`

const environmentLines = `
array {}
darray {}
matrix
pmatrix
bmatrix
Bmatrix
vmatrix
Vmatrix
matrix*
pmatrix*
bmatrix*
Bmatrix*
vmatrix*
Vmatrix*
smallmatrix
subarray {}
cases
dcases
rcases
drcases
align
align*
aligned
split
gathered
gather
gather*
alignat {}
alignat* {}
alignedat {}
equation
equation*
CD
`

export const latexCommands: readonly LatexCommand[] = entries(commandLines).map(line => {
  const [, name, text, args, look] = /^([A-Za-z]+)(\*?) ?((?:\[\]|\{\})*) ?(.*)$/.exec(line)!
  return { name: name!, args: args!, look: look!, text: text === '*' }
})

export const latexEnvironments: readonly LatexEnvironment[] = entries(environmentLines).map(line => {
  const [name, args] = line.split(' ')
  return { name: name!, args: args ?? '' }
})

const byName = new Map(latexCommands.map(command => [command.name, command]))

export function latexCommand(name: string): LatexCommand | undefined {
  return byName.get(name)
}

function entries(lines: string): string[] {
  return lines.split('\n').filter(line => line !== '')
}
