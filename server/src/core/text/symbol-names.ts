// What stands between the ticks is generated from the Unicode Character Database; test/symbols.test.ts holds it.

// One on each line: a character that a command of KaTeX looks like, and its name.
const nameLines = `
$ dollar sign
& ampersand
( left parenthesis
) right parenthesis
- hyphen-minus
. full stop
: colon
< less-than sign
= equals sign
> greater-than sign
[ left square bracket
\\ reverse solidus
] right square bracket
^ circumflex accent
_ low line
{ left curly bracket
| vertical line
} right curly bracket
~ tilde
£ pound sign
¥ yen sign
§ section sign
© copyright sign
¬ not sign
® registered sign
° degree sign
± plus-minus sign
¶ pilcrow sign
Æ latin capital letter ae
× multiplication sign
Ø latin capital letter o with stroke
ß latin small letter sharp s
æ latin small letter ae
ð latin small letter eth
÷ division sign
ø latin small letter o with stroke
ı latin small letter dotless i
Œ latin capital ligature oe
œ latin small ligature oe
ȷ latin small letter dotless j
˚ ring above
̸ combining long solidus overlay
Γ greek capital letter gamma
Δ greek capital letter delta
Θ greek capital letter theta
Λ greek capital letter lamda
Ξ greek capital letter xi
Π greek capital letter pi
Σ greek capital letter sigma
Υ greek capital letter upsilon
Φ greek capital letter phi
Ψ greek capital letter psi
Ω greek capital letter omega
α greek small letter alpha
β greek small letter beta
γ greek small letter gamma
δ greek small letter delta
ε greek small letter epsilon
ζ greek small letter zeta
η greek small letter eta
θ greek small letter theta
ι greek small letter iota
κ greek small letter kappa
λ greek small letter lamda
μ greek small letter mu
ν greek small letter nu
ξ greek small letter xi
ο greek small letter omicron
π greek small letter pi
ρ greek small letter rho
ς greek small letter final sigma
σ greek small letter sigma
τ greek small letter tau
υ greek small letter upsilon
φ greek small letter phi
χ greek small letter chi
ψ greek small letter psi
ω greek small letter omega
ϑ greek theta symbol
ϕ greek phi symbol
ϖ greek pi symbol
ϝ greek small letter digamma
ϰ greek kappa symbol
ϱ greek rho symbol
ϵ greek lunate epsilon symbol
– en dash
— em dash
‘ left single quotation mark
’ right single quotation mark
“ left double quotation mark
” right double quotation mark
† dagger
‡ double dagger
… horizontal ellipsis
′ prime
‵ reversed prime
‾ overline
ℂ double-struck capital c
ℏ planck constant over two pi
ℑ black-letter capital i
ℓ script small l
ℕ double-struck capital n
℘ weierstrass elliptic function
ℜ black-letter capital r
ℝ double-struck capital r
ℤ double-struck capital z
℧ inverted ohm sign
Ⅎ turned capital f
ℵ alef symbol
ℶ bet symbol
ℷ gimel symbol
ℸ dalet symbol
⅁ turned sans-serif capital g
← leftwards arrow
↑ upwards arrow
→ rightwards arrow
↓ downwards arrow
↔ left right arrow
↕ up down arrow
↖ north west arrow
↗ north east arrow
↘ south east arrow
↙ south west arrow
↚ leftwards arrow with stroke
↛ rightwards arrow with stroke
↞ leftwards two headed arrow
↠ rightwards two headed arrow
↢ leftwards arrow with tail
↣ rightwards arrow with tail
↤ leftwards arrow from bar
↦ rightwards arrow from bar
↩ leftwards arrow with hook
↪ rightwards arrow with hook
↫ leftwards arrow with loop
↬ rightwards arrow with loop
↭ left right wave arrow
↮ left right arrow with stroke
↰ upwards arrow with tip leftwards
↱ upwards arrow with tip rightwards
↶ anticlockwise top semicircle arrow
↷ clockwise top semicircle arrow
↺ anticlockwise open circle arrow
↻ clockwise open circle arrow
↼ leftwards harpoon with barb upwards
↽ leftwards harpoon with barb downwards
↾ upwards harpoon with barb rightwards
↿ upwards harpoon with barb leftwards
⇀ rightwards harpoon with barb upwards
⇁ rightwards harpoon with barb downwards
⇂ downwards harpoon with barb rightwards
⇃ downwards harpoon with barb leftwards
⇄ rightwards arrow over leftwards arrow
⇆ leftwards arrow over rightwards arrow
⇇ leftwards paired arrows
⇈ upwards paired arrows
⇉ rightwards paired arrows
⇊ downwards paired arrows
⇋ leftwards harpoon over rightwards harpoon
⇌ rightwards harpoon over leftwards harpoon
⇍ leftwards double arrow with stroke
⇎ left right double arrow with stroke
⇏ rightwards double arrow with stroke
⇐ leftwards double arrow
⇑ upwards double arrow
⇒ rightwards double arrow
⇓ downwards double arrow
⇔ left right double arrow
⇕ up down double arrow
⇚ leftwards triple arrow
⇛ rightwards triple arrow
⇝ rightwards squiggle arrow
⇠ leftwards dashed arrow
⇢ rightwards dashed arrow
∀ for all
∁ complement
∂ partial differential
∃ there exists
∄ there does not exist
∅ empty set
∇ nabla
∈ element of
∉ not an element of
∋ contains as member
∌ does not contain as member
∍ small contains as member
∏ n-ary product
∐ n-ary coproduct
∑ n-ary summation
− minus sign
∓ minus-or-plus sign
∔ dot plus
∖ set minus
∗ asterisk operator
∘ ring operator
∙ bullet operator
√ square root
∝ proportional to
∞ infinity
∠ angle
∡ measured angle
∢ spherical angle
∣ divides
∤ does not divide
∥ parallel to
∦ not parallel to
∧ logical and
∨ logical or
∩ intersection
∪ union
∫ integral
∬ double integral
∭ triple integral
∮ contour integral
∯ surface integral
∰ volume integral
∴ therefore
∵ because
∷ proportion
∹ excess
∼ tilde operator
∽ reversed tilde
≀ wreath product
≁ not tilde
≂ minus tilde
≃ asymptotically equal to
≅ approximately equal to
≆ approximately but not actually equal to
≈ almost equal to
≊ almost equal or equal to
≍ equivalent to
≎ geometrically equivalent to
≏ difference between
≐ approaches the limit
≑ geometrically equal to
≒ approximately equal to or the image of
≓ image of or approximately equal to
≔ colon equals
≕ equals colon
≖ ring in equal to
≗ ring equal to
≜ delta equal to
≠ not equal to
≡ identical to
≤ less-than or equal to
≥ greater-than or equal to
≦ less-than over equal to
≧ greater-than over equal to
≨ less-than but not equal to
≩ greater-than but not equal to
≪ much less-than
≫ much greater-than
≬ between
≮ not less-than
≯ not greater-than
≰ neither less-than nor equal to
≱ neither greater-than nor equal to
≲ less-than or equivalent to
≳ greater-than or equivalent to
≶ less-than or greater-than
≷ greater-than or less-than
≺ precedes
≻ succeeds
≼ precedes or equal to
≽ succeeds or equal to
≾ precedes or equivalent to
≿ succeeds or equivalent to
⊀ does not precede
⊁ does not succeed
⊂ subset of
⊃ superset of
⊆ subset of or equal to
⊇ superset of or equal to
⊈ neither a subset of nor equal to
⊉ neither a superset of nor equal to
⊊ subset of with not equal to
⊋ superset of with not equal to
⊎ multiset union
⊏ square image of
⊐ square original of
⊑ square image of or equal to
⊒ square original of or equal to
⊓ square cap
⊔ square cup
⊕ circled plus
⊖ circled minus
⊗ circled times
⊘ circled division slash
⊙ circled dot operator
⊚ circled ring operator
⊛ circled asterisk operator
⊝ circled dash
⊞ squared plus
⊟ squared minus
⊠ squared times
⊡ squared dot operator
⊢ right tack
⊣ left tack
⊤ down tack
⊥ up tack
⊨ true
⊩ forces
⊪ triple vertical bar right turnstile
⊬ does not prove
⊭ not true
⊮ does not force
⊯ negated double vertical bar double right turnstile
⊲ normal subgroup of
⊳ contains as normal subgroup
⊴ normal subgroup of or equal to
⊵ contains as normal subgroup or equal to
⊶ original of
⊷ image of
⊸ multimap
⊺ intercalate
⊻ xor
⊼ nand
⋀ n-ary logical and
⋁ n-ary logical or
⋂ n-ary intersection
⋃ n-ary union
⋄ diamond operator
⋅ dot operator
⋆ star operator
⋇ division times
⋈ bowtie
⋉ left normal factor semidirect product
⋊ right normal factor semidirect product
⋋ left semidirect product
⋌ right semidirect product
⋍ reversed tilde equals
⋎ curly logical or
⋏ curly logical and
⋐ double subset
⋑ double superset
⋒ double intersection
⋓ double union
⋔ pitchfork
⋖ less-than with dot
⋗ greater-than with dot
⋘ very much less-than
⋙ very much greater-than
⋚ less-than equal to or greater-than
⋛ greater-than equal to or less-than
⋞ equal to or precedes
⋟ equal to or succeeds
⋠ does not precede or equal
⋡ does not succeed or equal
⋦ less-than but not equivalent to
⋧ greater-than but not equivalent to
⋨ precedes but not equivalent to
⋩ succeeds but not equivalent to
⋪ not normal subgroup of
⋫ does not contain as normal subgroup
⋬ not normal subgroup of or equal to
⋭ does not contain as normal subgroup or equal
⋮ vertical ellipsis
⋯ midline horizontal ellipsis
⋱ down right diagonal ellipsis
⌈ left ceiling
⌉ right ceiling
⌊ left floor
⌋ right floor
⌜ top left corner
⌝ top right corner
⌞ bottom left corner
⌟ bottom right corner
⌢ frown
⌣ smile
⎰ upper left or lower right curly bracket section
⎱ upper right or lower left curly bracket section
Ⓢ circled latin capital letter s
╱ box drawings light diagonal upper right to lower left
╲ box drawings light diagonal upper left to lower right
■ black square
□ white square
▲ black up-pointing triangle
△ white up-pointing triangle
▶ black right-pointing triangle
▹ white right-pointing small triangle
▼ black down-pointing triangle
▽ white down-pointing triangle
◀ black left-pointing triangle
◃ white left-pointing small triangle
◊ lozenge
◯ large circle
★ black star
♠ black spade suit
♡ white heart suit
♢ white diamond suit
♣ black club suit
♭ music flat sign
♮ music natural sign
♯ music sharp sign
✓ check mark
✠ maltese cross
⟦ mathematical left white square bracket
⟧ mathematical right white square bracket
⟨ mathematical left angle bracket
⟩ mathematical right angle bracket
⟮ mathematical left flattened parenthesis
⟯ mathematical right flattened parenthesis
⟵ long leftwards arrow
⟶ long rightwards arrow
⟷ long left right arrow
⟸ long leftwards double arrow
⟹ long rightwards double arrow
⟺ long left right double arrow
⟼ long rightwards arrow from bar
⦃ left white curly bracket
⦄ right white curly bracket
⦵ circle with horizontal bar
⧫ black lozenge
⨀ n-ary circled dot operator
⨁ n-ary circled plus operator
⨂ n-ary circled times operator
⨄ n-ary union operator with plus
⨆ n-ary square union operator
⨿ amalgamation or coproduct
⩞ logical and with double overbar
⩽ less-than or slanted equal to
⩾ greater-than or slanted equal to
⪅ less-than or approximate
⪆ greater-than or approximate
⪇ less-than and single-line not equal to
⪈ greater-than and single-line not equal to
⪉ less-than and not approximate
⪊ greater-than and not approximate
⪋ less-than above double-line equal above greater-than
⪌ greater-than above double-line equal above less-than
⪕ slanted equal to or less-than
⪖ slanted equal to or greater-than
⪯ precedes above single-line equals sign
⪰ succeeds above single-line equals sign
⪵ precedes above not equal to
⪶ succeeds above not equal to
⪷ precedes above almost equal to
⪸ succeeds above almost equal to
⪹ precedes above not almost equal to
⪺ succeeds above not almost equal to
⫅ subset of above equals sign
⫆ superset of above equals sign
⫋ subset of above not equal to
⫌ superset of above not equal to
𝕜 mathematical double-struck small k
`

const names = new Map(
  nameLines
    .split('\n')
    .filter(Boolean)
    .map(line => {
      const [char] = line
      return [char!, line.slice(char!.length + 1)]
    }),
)

/** The characters of a look in words: "less-than or equal to". Letters and digits say themselves. */
export function lookInWords(look: string): string {
  return [...look].flatMap(char => names.get(char) ?? []).join(', ')
}
