/** The lists of words that rules and scores look for, and what each is for. A project can extend them. */
export const wordLists = {
  verification: 'What is said where a result is checked.',
  exploration: 'What is said where ways are weighed or doubted.',
  connective: 'What is said where one thing is drawn from another.',
  'hand-waving': 'What is said in place of a reason.',
  common: 'Words that say nothing of what a text is about.',
  mathematical: 'Words that solutions of any problem may bring along.',
  defining: 'What is said to give a new symbol its meaning: "let", "denote".',
  introducing: 'What else is said before a symbol that is not known yet: "where", "for some", "if".',
  naming: 'Nouns that a symbol may stand behind to name them: "the radius $r$".',
  meaning: 'What is said between a symbol and what it stands for: "$r$ denotes the radius".',
  restricting: 'What is said behind a symbol to say which it is: "$n$ such that".',
  general: 'What names a law that holds for any symbols: "formula", "identity", "in general".',
  quantifying: 'What is said before a symbol that runs through something: "for all $x$".',
  joining: 'What is said between symbols that are named together.',
  following: 'What opens a sentence that rests on what stands before it: "therefore", "then", "similarly".',
  remarking: 'What opens a remark behind a final answer: a check, another way, what the reader may notice.',
  'opening-first': 'What opens the first of several points.',
  'opening-later': 'What opens another point than the first.',
  announcing: 'What is said where something to come is announced.',
  heading: 'What stands before the number that a sentence opens with: "Case 2".',
  'step-naming': 'What stands before the number of a step that is referred to in words: "by step 2".',
  premising: 'What is said before a premise: "since", "given that".',
  concluding: 'What is said between a premise and what is drawn from it: "so", "we have".',
  filler: 'What carries nothing of its own: two sentences that differ in it alone say the same.',
  contrast: 'What makes two sentences say different things that are otherwise alike.',
  'step-head': 'What a step is headed with, before its number.',
  'case-work': 'What is said where cases are told apart.',
  leftover: 'What is left of a conversation, of an answer key or of editing, and belongs in no solution.',
  planning: 'What is said where a way is chosen before it is walked.',
  reason: 'What gives a reason in the same sentence.',
  explanation: 'What a sentence begins with that shows what was claimed before it.',
  hedge: 'What leaves open whether something holds.',
  resolution: 'What settles what was left open.',
  'answer-statement': 'What is said where the final answer is given.',
  comparison: 'What is said where two things are held against each other.',
  'case-naming': 'What names the case that is looked at.',
  'nothing-said': 'What a conclusion says when it says nothing.',
  unfinished: 'What no text ends with.',
  request: 'What tells a reader what to do.',
  'request-opening': 'What may stand before a request in its clause.',
  question: 'What asks something, wherever it stands.',
  'not-a-question': 'What holds such a word and asks nothing.',
  'open-end': 'What a text ends in that is to be completed.',
  figure: 'What refers to a figure.',
  'figure-name': 'What a figure with a number is called.',
  'no-figure': 'What holds such a word and refers to no figure.',
  shown: 'What refers to something that is shown, a figure or a formula.',
  'answer-given': 'What announces the answer.',
  'answer-form': 'What says in which form an answer is given.',
  'same-question': 'What a question opens with that goes on with the one before.',
  'proof-request': 'What asks for a proof, or for a decision that takes one.',
  'back-reference': 'What stands for something said elsewhere.',
  definition: 'What a sentence opens with that sets something up and claims nothing.',
  prove: 'What a claim to be proved stands behind.',
  case: 'What names a case, before its number.',
  'other-case': 'What takes up the cases that are left.',
  'one-root': 'What says why one of two roots is taken, or takes both.',
  'positive-quantity': 'What in a problem is positive without being said to be.',
  generalization: 'What claims for all what some values show.',
  'pattern-proof': 'What shows that a pattern goes on.',
  grounding: 'What a reason stands behind.',
  aim: 'What says that something is still to be shown, or is only assumed.',
  condition: 'What a condition stands behind in a claim.',
  consequence: 'What stands between a condition and what follows from it in a claim.',
  equivalence: 'What joins two statements that hold together.',
  'claim-filler': 'What adds nothing to a claim when it is said again.',
  pattern: 'What claims that a pattern goes on, whatever it was seen in.',
} as const
export type ListName = keyof typeof wordLists

export const listNames = Object.keys(wordLists) as ListName[]

/** Lists that words are looked up in; all others are looked for in a text. */
export const vocabularies: ReadonlySet<ListName> = new Set(['common', 'mathematical'])

/** One list for each name: see `Lexicon` for what an entry may hold. */
export type WordLists = Readonly<Record<ListName, readonly string[]>>

export const languages = ['en', 'zh'] as const
export type Language = (typeof languages)[number]

/** What a project adds to the lists; an entry with `!` in front takes one away. */
export type WordChanges = {
  readonly [L in Language]?: { readonly [N in ListName]?: readonly string[] | undefined } | undefined
}
