// English words that are looked up; see `wordLists` for what each vocabulary is.

export const common = split(`
    a about above actually add added adding additional adds after again all already also altogether am among
    amount amounts an and another answer any are as assume at be because become becomes been before begin begins
    being below between bigger both but by calculate calculated calculates calculating call called came can case
    cases combine combined combining come comes compute consider could current determine did difference different
    directly divide divided divides dividing do does doing done double down during each eg eight either end ends
    enough entire equal equality equals equation equations equivalent etc even every exactly expand expanding
    expression expressions extra factor factoring factors false far few fewer final finally find finding finds
    first five following follows for formula formulas found four from gave get gets getting give given gives
    giving go goes gone got greater had half has have having he hence her here him his hold holds how however
    hundred i ie if implies imply in initial initially instead into is it its itself just keep keeps knew know
    known knows larger last least leave leaves leaving left less let lets long look looking made make makes making
    many may me mean means meant might more most much multiplied multiplies multiply multiplying must my need
    needed needs negative neither new next nine no nor not note notice now number numbers observe obtain obtained
    of off old on one ones only onto or original other others our ours ourselves out over own part parts per plug
    plugging positive possible possibly previous problem product put puts question quotient recall remain
    remaining remains respectively rest result results rewrite rewritten right said same satisfies satisfy say
    says second see seen sees set sets seven several shall she should show shown shows side sides simplified
    simplifies simplify simplifying simply since six smaller so solution solve solved solving some start started
    starts step steps still substitute substituting subtract subtracting subtracts such sum sums suppose take
    taken takes taking tell tells ten term terms than that the their theirs them themselves then there therefore
    these they thing things third this those thousand three through thus times to together told too took total
    totals true twice two under until up us use used uses using value values very want wanted wants was way ways
    we well went were what when where which while who whole whom whose will with without would write writing
    written yes yields you your zero
  `)

export const mathematical = split(`
    absolute additionally alternative alternatively altitude altitudes angle angles approach arc arcs area areas
    arithmetic arrange arrangement arrangements asymptote asymptotes axes axis base binomial bisector bisectors
    bound bounds cancel canceling cancelled cancels check checking choose choosing chord chords chosen circle
    circles circumference circumscribed claim clearly coefficient coefficients combination combinations common
    complete completing complex composite condition conditions cone congruence congruent conjugate conjugates
    consecutive constant constants construct contain contained contains contradiction contradicts conversely
    coordinate coordinates corollary correspond corresponding corresponds cosine count counted counting counts
    cube cubed cubes cubic curve cycle cycles cylinder decimal decimals define defined definition degree degrees
    denominator denominators denote denoted denotes desired determinant diagram diameter diameters digit digits
    directrix distance distinct distribute distributing distributive divisibility divisible divisor divisors
    domain double-counted draw drawing easier easily easy element elements ellipse empty equilateral exclude
    excluding expansion expected exponent exponents fact factorization factorize facts figure foci focus form
    forms fraction fractions function functions furthermore general generality generally geometric graph graphs
    greatest hand-side height hexagon hundreds hyperbola hypotenuse idea identities identity imaginary including
    inclusion inequalities inequality innermost inscribed integer integer-valued integers intercept intercepts
    intersect intersecting intersection intersections intersects interval intervals inverse inverses irrational
    isosceles labeled largest left-hand leg legs lemma length lengths likewise line linear lines list listing
    lists log logarithm logarithms logs loss lower magnitude matrix maximal maximize maximum median medians member
    members method methods midpoint midpoints minimal minimize minimum mod modulo modulus moreover multiple
    multiples nonnegative nonzero noting numerator numerators observation obviously octagon odd order ordering
    otherwise overcounted pair pairing pairs parabola parallel parallelogram parentheses parity particular
    particularly pattern patterns pentagon perimeter period periodic permutation permutations perpendicular
    picture place places plane point points polygon polynomial polynomials power powers prime primes prism
    probabilities probability progression proof properties property prove proved pyramid pythagoras pythagorean
    quadratic quadrilateral quartic radian radians radii radius range ratio rational rationalize rationalizing
    ratios ray real rectangle rectangles reflection remainder remainders repeat repeating repeats represent
    represents required residue residues rhombus right-hand root roots rotation rule rules satisfying secant
    segment segments selection sequence sequences series sign signs similar similarity similarly sine slope slopes
    smallest sphere square squared squares squaring straightforward strategy subset subsets sum-to-product
    symmetric symmetry tangent telescope telescopes telescoping tens theorem thousands trapezoid trial triangle
    triangles trick trigonometric union units unknown unknowns upper variable variables vector vectors verify
    verifying vertex vertices volume volumes width work works
  `)

function split(words: string): readonly string[] {
  return words.trim().split(/\s+/)
}
