import type * as z from 'zod'
import type { Overlap } from '../dataset/overlap.ts'
import type { Twin } from '../dataset/problems.ts'
import type { Document, Example, Flaw, FlawOf, Region } from '../format/document.ts'
import type { ExampleFields } from '../format/fields.ts'
import type { Judgements } from '../judging/judgements.ts'
import type { MathFacts } from '../math/facts.ts'
import type { Message } from '../message.ts'
import type { Severity } from '../settings.ts'
import type { Edit, Span } from '../span.ts'
import type { Macros } from '../text/latex.ts'
import type { TokenFacts } from '../tokens.ts'
import type { ExampleChecks } from '../verdict.ts'
import type { Lexicon } from '../words/lexicon.ts'

/** One thing that can be found: everything a user meets of it is derived from this object. */
export interface Rule<O = unknown> {
  /** Also the file's name, the code of its diagnostics, its key in the settings and its anchor in the docs. */
  readonly id: string
  readonly title: string
  /** Unless set otherwise; `off` for what speaks only where somebody wants it to. */
  readonly severity: Severity | 'off'
  /** Markdown: why it matters for training, with its evidence, then what to write instead. */
  readonly docs: string
  readonly options?: z.ZodType<O>
  /** Pieces of `.limo` in which the rule finds nothing. */
  readonly good: readonly string[]
  /** Pieces of `.limo` with what the rule finds between « and »; `fixed` is what its fixes make of them. */
  readonly bad: readonly Bad[]
  /** Looks at one region at a time, and at nothing else, so that what it says can be remembered with the region. */
  check?(view: View<O>): Generator<Found>
  /** Looks at one region and at what its mathematics comes to; asked when that is known. */
  checkMath?(view: MathView<O>): Generator<Found>
  /** Looks at one region and at how many tokens it is trained as; asked when that is known. */
  checkTokens?(view: TokenView<O>): Generator<Found>
  /** Looks at one region and at what models said of it; asked where anything is recorded. */
  checkVerdicts?(view: VerdictView<O>): Generator<Found>
  /**
   * Looks at the document or the data set as a whole; asked again at every change, so it must be quick. It tells what it
   * finds in the order of the regions, of which it may see no more than an outline (format/outline.ts).
   */
  checkDocument?(view: DocumentView<O>): Generator<FoundInDocument>
  /** What it is silent without. */
  readonly asksFor?: 'likes' | 'overlaps'
}

export interface Bad {
  readonly text: string
  readonly fixed?: string
  /** What is known beside the text. */
  readonly facts?: Partial<Facts>
}

export interface View<O = unknown> extends Context {
  readonly region: Region
  readonly options: O
}

export interface MathView<O = unknown> extends View<O> {
  readonly example: Example
  readonly math: MathFacts
}

export interface TokenView<O = unknown> extends View<O> {
  readonly example: Example
  readonly tokens: TokenFacts
}

export interface VerdictView<O = unknown> extends View<O> {
  readonly example: Example
  readonly verdicts: Judgements
}

export interface DocumentView<O = unknown> extends Context {
  readonly document: Document
  readonly options: O
  readonly facts: Facts
}

/** What a region is judged by beside its own text. */
export interface Context {
  /** Those that can be used: of the settings, then of the header. */
  readonly macros: Macros
  /** The fields that the header and its defaults give to every example. */
  readonly inherited: Partial<ExampleFields>
  /** The licence that the header gives to all. */
  readonly license?: string | undefined
  /** The words that rules look for, with those of the project. */
  readonly words: Lexicon
}

/** What is found outside `lint`. */
export interface Facts {
  /** Which document this is, as `twins` names it. */
  readonly path: string
  /** The ids that stand more than once in the data set, in lower case, and where. */
  readonly twins: ReadonlyMap<string, readonly Place[]>
  /** What is recorded of what models said of an example; undefined where there is nothing. */
  readonly verdicts: (region: Region) => ExampleChecks | undefined
  /** The examples whose problem is like others of the data set, and those, the likest first; undefined as `overlaps`. */
  readonly likes: Pick<ReadonlyMap<Region, readonly Twin[]>, 'get' | 'size'> | undefined
  /** The examples whose problem overlaps with questions of evaluation sets; undefined while these are not known. */
  readonly overlaps: Pick<ReadonlyMap<Region, readonly Overlap[]>, 'get' | 'size'> | undefined
  /** What the mathematics of an example comes to, as far as it is known. */
  readonly math: (region: Region) => MathFacts | undefined
  /** How many tokens the solutions of an example are trained as, as far as it is known. */
  readonly tokens: (region: Region) => TokenFacts | undefined
}

export interface Place {
  readonly path: string
  readonly region: Region
}

export const noFacts: Facts = {
  path: '',
  twins: new Map(),
  verdicts: () => undefined,
  likes: undefined,
  overlaps: undefined,
  math: () => undefined,
  tokens: () => undefined,
}

export interface Found {
  readonly span: Span
  readonly message: Message
  /** Where it is graver or lighter than what the rule finds as a rule; what settings say goes before it. */
  readonly severity?: Severity
  readonly fixes?: readonly Fix[]
  readonly related?: readonly Related[]
}

export interface FoundInDocument extends Found {
  /** The number of the region that `span` is in. */
  readonly region: number
}

export interface Fix {
  readonly title: Message
  readonly edits: readonly Edit[]
  /** Whether it may be applied unseen with all others: a fix of form that changes no prose and no mathematics. */
  readonly safe?: boolean
}

/** Another place that the finding is about: in the same region, unless it names one. */
export interface Related {
  readonly span: Span
  readonly message: Message
  readonly place?: Place
}

/** What a rule found, as it is told: with its rule and the severity that settings give it. */
export interface Finding extends Found {
  readonly rule: string
  readonly severity: Severity
}

export function* flawsOf<T extends Flaw['type']>(region: Region, type: T): Generator<FlawOf<T>> {
  for (const flaw of region.flaws) if (flaw.type === type) yield flaw as FlawOf<T>
}

export function* exampleOf(region: Region): Generator<Example> {
  if (region.example) yield region.example
}
