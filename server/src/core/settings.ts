import * as z from 'zod'
import { defaultLikeness, type Likeness } from './dataset/duplicates.ts'
import { Profile, ProjectProfile } from './model/profile.ts'
import { type ListName, listNames, type WordChanges, wordLists } from './words/lists.ts'

export const severities = ['off', 'hint', 'info', 'warning', 'error'] as const
export const SeveritySetting = z.enum(severities)
export type SeveritySetting = z.infer<typeof SeveritySetting>
export type Severity = Exclude<SeveritySetting, 'off'>

export const RuleSetting = z.union([SeveritySetting, z.looseObject({ severity: SeveritySetting.optional() })])
export type RuleSetting = z.infer<typeof RuleSetting>

const rules = z.record(z.string(), RuleSetting).meta({
  description: 'Severity of each rule, or an object with `severity` and the options of the rule.',
})
const macros = z.record(z.string(), z.string()).meta({
  description: 'LaTeX commands and what they stand for, for every file: `{"\\\\R": "\\\\mathbb{R}"}`.',
})

const list = z.array(z.string())
const languageWords = z.strictObject(
  Object.fromEntries(listNames.map(name => [name, list.optional().meta({ description: wordLists[name] })])) as Record<
    ListName,
    z.ZodOptional<typeof list>
  >,
)
const words = z.strictObject({ en: languageWords.optional(), zh: languageWords.optional() }).meta({
  description:
    'Words that the rules look for, beside those that they know. `*` stands for any letters, `…` for up to five words; `!` in front takes a word away, `~` in front passes over what would be found inside it.',
})
export const builtInTokenizers = ['o200k_base', 'cl100k_base'] as const
const defaultTokens = { cutoff: 16_384, tokenizer: 'o200k_base' } as const

const cutoff = z.int().min(0).max(100_000_000).meta({
  description:
    'How many tokens of an example are trained; 16384 as LIMO was. Longer ones are reported; 0 switches that off.',
})
const tokenizer = z.string().min(1)
const tokenizerDescription =
  'What tokens are counted by: `o200k_base`, `cl100k_base`, or the path of the `tokenizer.json` of the model that you train.'

const defaultDedup = { enabled: true, ...defaultLikeness } as const
const dedupEnabled = z.boolean().meta({ description: 'Compare the problems of a data set with each other.' })
const dedupThreshold = z.number().min(0.3).max(1).meta({
  description:
    'The share of their runs of words that two problems must have in common to be nearly the same, from 0.3 to 1.',
})
const dedupNgram = z.int().min(1).max(13).meta({ description: 'How many words make a run.' })

/** What `limo.config.json` may hold. It goes before the editor's settings, so that editor and command line agree. */
export const ProjectConfig = z.strictObject({
  $schema: z.string().optional().meta({ description: 'Where the schema of this file is.' }),
  rules: rules.optional(),
  macros: macros.optional(),
  words: words.optional(),
  tokens: z
    .strictObject({
      cutoff: cutoff.optional(),
      tokenizer: tokenizer
        // Looking for a file on another machine would tell that machine who is looking.
        .refine(name => !/^[\\/]{2}/.test(name), { error: 'it names a file on another machine; expected one on this' })
        .optional()
        .meta({ description: `${tokenizerDescription} A relative one starts from this file.` }),
    })
    .optional()
    .meta({ description: 'How many tokens an example may have, and by what they are counted.' }),
  dedup: z
    .strictObject({
      enabled: dedupEnabled.optional(),
      threshold: dedupThreshold.optional(),
      ngram: dedupNgram.optional(),
    })
    .optional()
    .meta({ description: 'How problems of the data set are compared with each other.' }),
  benchmarks: z
    .array(
      z
        .string()
        .min(1)
        // Looking for a file on another machine would tell that machine who is looking.
        .refine(name => !/^[\\/]{2}/.test(name), { error: 'it names a file on another machine; expected one on this' }),
    )
    .max(100)
    .optional()
    .meta({
      description:
        'Files with questions that must not be trained on, JSON Lines or a JSON list each: `["heldout/*.jsonl"]`, from this file. Problems are held against them as against public evaluation sets.',
    }),
  models: z.record(z.string(), ProjectProfile).optional().meta({
    description:
      'Models that those who work on this may ask, by name. A key, a header or anything else is for each user to say; nothing is sent there before the user agrees.',
  }),
})
export type ProjectConfig = z.infer<typeof ProjectConfig>

export type Read<T> =
  | { readonly type: 'config'; readonly config: T }
  /** What is wrong and where in the file, in words. */
  | { readonly type: 'problem'; readonly reason: string }

/** Reads the text of a `limo.config.json`. */
export function readConfig(text: string): Read<ProjectConfig> {
  return readJson(text, ProjectConfig, (field, issue) => {
    if (field.startsWith('rules.') && issue.code === 'invalid_union') {
      return 'expected off, hint, info, warning or error, or an object with "severity" and the options of the rule'
    }
    if (field.startsWith('models.') && issue.code === 'unrecognized_keys') {
      return `${issue.keys.join(', ')} cannot be set for everybody; expected provider, baseUrl and model alone`
    }
    return issue.message
  })
}

/** Reads a file of settings in JSON; `explain` puts an issue into words. */
export function readJson<T>(
  text: string,
  schema: z.ZodType<T>,
  explain = (_field: string, issue: z.core.$ZodIssue): string => issue.message,
): Read<T> {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    return { type: 'problem', reason: `not valid JSON: ${(error as Error).message}` }
  }
  const read = schema.safeParse(json)
  if (read.success) return { type: 'config', config: read.data }
  const issue = read.error.issues[0]!
  const field = issue.path.join('.')
  const reason = explain(field, issue)
  return { type: 'problem', reason: field ? `${field}: ${reason}` : reason }
}

export const inlayHints = ['off', 'wrong', 'all'] as const
export type InlayHints = (typeof inlayHints)[number]

export const codeLenses = ['off', 'score', 'check', 'all'] as const
export type CodeLenses = (typeof codeLenses)[number]
export const previewUpdates = ['type', 'save'] as const
export type PreviewUpdates = (typeof previewUpdates)[number]

/** The editor's settings under `limo`. A value that cannot be read costs only itself. */
export const EditorSettings = z.object({
  rules: rules.default({}).catch({}).meta({ scope: 'resource', order: 1 }),
  macros: macros.default({}).catch({}).meta({ scope: 'resource', order: 2 }),
  math: z.boolean().default(true).catch(true).meta({
    scope: 'resource',
    order: 3,
    description: 'Check the mathematics: equalities in the steps, claims, and the final answer.',
  }),
  inlayHints: z
    .enum(inlayHints)
    .default('off')
    .catch('off')
    .meta({
      scope: 'resource',
      order: 4,
      description: 'What is shown behind the equalities that were checked.',
      enumDescriptions: [
        'Nothing.',
        'The right value behind those that are false.',
        'The right value behind those that are false, and a ✓ behind those that hold.',
      ],
    }),
  'tokens.cutoff': cutoff
    .default(defaultTokens.cutoff)
    .catch(defaultTokens.cutoff)
    .meta({ scope: 'resource', order: 5 }),
  'tokens.tokenizer': tokenizer
    .default(defaultTokens.tokenizer)
    .catch(defaultTokens.tokenizer)
    .meta({
      scope: 'resource',
      order: 6,
      description: `${tokenizerDescription} A relative one starts from the workspace folder.`,
    }),
  'dedup.enabled': dedupEnabled
    .default(defaultDedup.enabled)
    .catch(defaultDedup.enabled)
    .meta({ scope: 'resource', order: 6 }),
  'dedup.threshold': dedupThreshold
    .default(defaultDedup.threshold)
    .catch(defaultDedup.threshold)
    .meta({ scope: 'resource', order: 6 }),
  'dedup.ngram': dedupNgram.default(defaultDedup.ngram).catch(defaultDedup.ngram).meta({ scope: 'resource', order: 6 }),
  'hover.images': z.boolean().default(true).catch(true).meta({
    scope: 'resource',
    order: 7,
    description: 'Show formulas as pictures in hovers and beside completions.',
  }),
  codeLens: z
    .enum(codeLenses)
    .default('all')
    .catch('all')
    .meta({
      scope: 'resource',
      order: 8,
      description: 'What is shown above each example.',
      enumDescriptions: [
        'Nothing.',
        'How its text stands beside the others of its data set: the LIMO score.',
        'What models said of it, and a click has it judged.',
        'The score, and what models said.',
      ],
    }),
  'preview.delay': z.int().min(0).max(10_000).default(0).catch(0).meta({
    scope: 'resource',
    order: 5,
    description: 'How long the preview waits after a keystroke, in milliseconds.',
  }),
  'preview.updateOn': z
    .enum(previewUpdates)
    .default('type')
    .catch('type')
    .meta({
      scope: 'resource',
      order: 6,
      description: 'When the preview shows what was written.',
      enumDescriptions: ['While you type.', 'When the file is saved.'],
    }),
  'preview.scrollSync': z.boolean().default(true).catch(true).meta({
    scope: 'resource',
    order: 7,
    description: 'Whether the preview scrolls with the editor, and the editor with the preview.',
  }),
  models: z.record(z.string(), Profile).default({}).catch({}).meta({
    scope: 'machine',
    order: 10,
    description:
      'Models that can be asked, by names of your own: `{"local": {"baseUrl": "http://localhost:11434/v1", "model": "qwen3:8b"}}`. No key belongs here: `LIMO: Set Model Key…` stores it, or `keyEnv`, `envFile` or `keyCommand` say where it is. Only user settings count; a workspace cannot set it.',
  }),
  model: z.string().default('').catch('').meta({
    scope: 'machine',
    order: 11,
    description:
      'The model that is asked: one of the names in `limo.models`, which may be left out where there is only one, or a model of the editor as `vscode/VENDOR/ID`. `LIMO: Select Model` sets it.',
  }),
  'check.samples': z.int().min(0).max(1000).default(4).catch(4).meta({
    scope: 'application',
    order: 12,
    description:
      'How often a model solves each problem when it checks solutions: blind, and each time anew. How often it succeeds is how difficult the problem is to it.',
  }),
  'check.reviews': z.int().min(0).max(100).default(1).catch(1).meta({
    scope: 'application',
    order: 13,
    description: 'How often a model reviews each solution, step by step, when it checks solutions; most votes count.',
  }),
})
export type EditorSettings = z.infer<typeof EditorSettings>

/** Everything that decides what `lint` says of a document. Never changed once made. */
export interface Settings {
  readonly rules: Readonly<Record<string, RuleSetting>>
  readonly macros: Readonly<Record<string, string>>
  /** Whether the mathematics is checked. */
  readonly math: boolean
  readonly inlayHints: InlayHints
  readonly codeLens: CodeLenses
  /** What the project adds to the word lists. */
  readonly words: WordChanges
  readonly tokens: TokenSettings
  readonly dedup: DedupSettings
  /** Files with questions that must not be trained on. */
  readonly benchmarks: BenchmarkFiles
  /** Whether formulas are shown as pictures where the client can. */
  readonly hoverImages: boolean
}

/** How the problems of a data set are compared with each other. */
export interface DedupSettings extends Likeness {
  readonly enabled: boolean
}

export interface BenchmarkFiles {
  /** As typed; `*` stands for any characters of a name. */
  readonly patterns: readonly string[]
  /** The folder that they start from: a path or a URI. */
  readonly folder?: string
}

export interface TokenSettings extends TokenizerName {
  /** How many tokens of an example are trained; 0 for any number. */
  readonly cutoff: number
}

/** What tokens are counted by. */
export interface TokenizerName {
  /** One of `builtInTokenizers`, or the path of a `tokenizer.json` as it was typed. */
  readonly tokenizer: string
  /** The folder that a relative path starts from: a path or a URI. */
  readonly folder?: string
}

export const defaultSettings: Settings = {
  rules: {},
  macros: {},
  math: true,
  inlayHints: 'off',
  tokens: defaultTokens,
  dedup: defaultDedup,
  benchmarks: { patterns: [] },
  words: {},
  hoverImages: true,
  codeLens: 'all',
}

/** Settings of one source; what it does not say is left to the others. */
export interface SettingsPart extends Partial<Omit<Settings, 'tokens' | 'dedup'>> {
  readonly dedup?: { readonly [K in keyof DedupSettings]?: DedupSettings[K] | undefined } | undefined
  readonly tokens?: Partial<TokenSettings>
}

/** Settings of less weight come first. */
export function mergeSettings(...all: readonly SettingsPart[]): Settings {
  return {
    rules: Object.assign({}, ...all.map(settings => settings.rules)),
    macros: Object.assign({}, ...all.map(settings => settings.macros)),
    math: all.reduce((math, settings) => settings.math ?? math, defaultSettings.math),
    inlayHints: all.reduce((hints, settings) => settings.inlayHints ?? hints, defaultSettings.inlayHints),
    codeLens: all.reduce((lens, settings) => settings.codeLens ?? lens, defaultSettings.codeLens),
    words: all.reduce((words, settings) => settings.words ?? words, defaultSettings.words),
    tokens: Object.assign({}, defaultTokens, ...all.map(settings => settings.tokens)),
    dedup: Object.assign({}, defaultDedup, ...all.map(settings => given(settings.dedup))),
    benchmarks: all.reduce((files, settings) => settings.benchmarks ?? files, defaultSettings.benchmarks),
    hoverImages: all.reduce((images, settings) => settings.hoverImages ?? images, defaultSettings.hoverImages),
  }
}

function given(dedup: SettingsPart['dedup']): Partial<DedupSettings> {
  return Object.fromEntries(Object.entries(dedup ?? {}).filter(([, value]) => value !== undefined))
}

/** What the settings of a folder say of tokens, with the folder. */
export function tokensFrom(
  tokens: { readonly cutoff?: number | undefined; readonly tokenizer?: string | undefined } | undefined,
  folder: string | undefined,
): Partial<TokenSettings> {
  return {
    ...(tokens?.cutoff !== undefined && { cutoff: tokens.cutoff }),
    ...(tokens?.tokenizer !== undefined && { tokenizer: tokens.tokenizer }),
    ...(tokens?.tokenizer !== undefined && !isBuiltIn(tokens.tokenizer) && folder !== undefined && { folder }),
  }
}

export function isBuiltIn(tokenizer: string): boolean {
  return (builtInTokenizers as readonly string[]).includes(tokenizer)
}

/** The severity that settings give a rule; undefined where they say nothing. */
export function severityIn(settings: Settings, id: string): SeveritySetting | undefined {
  const setting = Object.hasOwn(settings.rules, id) ? settings.rules[id] : undefined
  return typeof setting === 'object' ? setting.severity : setting
}
