import * as z from 'zod'
import { Report } from './report.ts'

// What client and server say to each other beyond the language server protocol. Whoever receives something parses it.

/** A request: its method, and the shapes of what is sent and of what comes back. */
export interface Request<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  readonly method: string
  readonly params: P
  readonly result: R
}

export function request<P extends z.ZodType, R extends z.ZodType>(method: string, params: P, result: R): Request<P, R> {
  return { method, params, result }
}

/** As in the language server protocol, in the encoding that client and server agreed on. */
export const Position = z.object({ line: z.number(), character: z.number() })

/**
 * What a client says of pictures in Markdown: in `images` of the initialization options, if it shows them at all, and
 * by notification when its theme changes.
 */
export const Images = z.object({
  /** The colour of text, for formulas; the default is legible on light and dark. */
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .default('#808080')
    .catch('#808080'),
})
export type Images = z.infer<typeof Images>

export const imagesNotification = { method: 'limo/images', params: Images } as const

/** Client to server: for each position of a document, whether LaTeX can stand there as it is, without delimiters. */
export const isLatexRequest = request(
  'limo/isLatex',
  z.object({ uri: z.string(), positions: z.array(Position) }),
  z.object({ isLatex: z.array(z.boolean()) }),
)

/** An option of a format, as people are asked for it. */
export const FormatOption = z.object({
  name: z.string(),
  description: z.string(),
  type: z.enum(['choice', 'choices', 'switch', 'number', 'text']),
  values: z.array(z.string()).readonly().optional(),
  /** What the values mean, in the same order. */
  valueDescriptions: z.array(z.string()).readonly().optional(),
  default: z.unknown().optional(),
})
export type FormatOption = z.infer<typeof FormatOption>

export const FormatDescription = z.object({
  id: z.string(),
  title: z.string(),
  /** What reads it. */
  readers: z.string(),
  type: z.enum(['file', 'folder']),
  /** Of a file. */
  extension: z.string().optional(),
  options: z.array(FormatOption),
  /** Options without which it cannot be written. */
  needs: z.array(z.string()),
})
export type FormatDescription = z.infer<typeof FormatDescription>

/** Client to server: the formats that there are, in the order in which they are shown. */
export const formatsRequest = request(
  'limo/formats',
  z.object({}),
  z.object({ formats: z.array(FormatDescription).readonly() }),
)

const fileScope = z.object({ type: z.literal('file'), uri: z.string() })
const exampleScope = z.object({ type: z.literal('example'), uri: z.string(), position: Position })
const workspaceScope = z.object({ type: z.literal('workspace') })

export const ExportScope = z.discriminatedUnion('type', [
  exampleScope,
  fileScope,
  /** Files, and folders with all that is below them. */
  z.object({ type: z.literal('selection'), uris: z.array(z.string()) }),
  workspaceScope,
])
export type ExportScope = z.infer<typeof ExportScope>

/** An example that was not exported, and why: "it has no answer". `id` is empty where it has none. */
export const Skipped = z.object({ uri: z.string(), id: z.string(), reason: z.string() })
export type Skipped = z.infer<typeof Skipped>

/** What was chosen of an export, by the names of `ExportOptions`; what is left out has the defaults of the format. */
const GivenOptions = z.record(z.string(), z.unknown())

const refusal = z.object({ type: z.literal('refused'), reason: z.string() })

/**
 * Client to server: what the rows of an example, of files or of all files become in a format. Unsaved text counts. The
 * pieces of what is written come as progress of `pieces` before the answer; those of one file are in order.
 */
export const exportRequest = request(
  'limo/export',
  z.object({ scope: ExportScope, format: z.string(), options: GivenOptions, pieces: z.string() }),
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('done'),
      records: z.number(),
      skipped: z.array(Skipped),
      /** What the readers of the format will not like. */
      warnings: z.array(z.string()),
    }),
    /** The format is not known, or an option is wrong. */
    refusal,
  ]),
)

/** `file` is empty where the format writes one file; else its name below the folder, with slashes. */
export const ExportPiece = z.union([
  /** `entries` as a format says it of its pieces. */
  z.object({ file: z.string(), text: z.string(), entries: z.literal(true).optional() }),
  z.object({ file: z.string(), base64: z.string() }),
])
export type ExportPiece = z.infer<typeof ExportPiece>

/** How many tokens there are of what a model sees. */
export const TrainedTokens = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('counted'),
    /** Of each segment of each row. */
    counts: z.array(z.array(z.number())),
    /** As the settings name it. */
    tokenizer: z.string(),
    /** How many a model is trained on at most; 0 for any number. */
    cutoff: z.number(),
  }),
  z.object({ type: z.literal('failed'), reason: z.string() }),
])
export type TrainedTokens = z.infer<typeof TrainedTokens>

/**
 * Client to server: what a model sees of the example at a position in a format, and what of it is trained. Counting its
 * tokens may take a second.
 */
export const trainedRequest = request(
  'limo/trained',
  z.object({
    uri: z.string(),
    position: Position,
    format: z.string(),
    options: GivenOptions,
    count: z.boolean().default(false),
  }),
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('rows'),
      rows: z.array(
        z.object({
          id: z.string(),
          segments: z.array(z.object({ text: z.string(), trained: z.boolean(), note: z.string().optional() })),
        }),
      ),
      /** Why the example, or one of its solutions, is left out. */
      left: z.string().optional(),
      tokens: TrainedTokens.optional(),
    }),
    refusal,
  ]),
)

export const PageScope = z.discriminatedUnion('type', [exampleScope, fileScope, workspaceScope])
export type PageScope = z.infer<typeof PageScope>

/**
 * Client to server: a page of an example, a file or all files, to be read or printed. Unsaved text counts. Its pieces
 * come as progress of `pieces` before the answer.
 */
export const pageRequest = request(
  'limo/page',
  z.object({ scope: PageScope, title: z.string(), findings: z.boolean(), pieces: z.string() }),
  z.object({ examples: z.number(), skipped: z.array(Skipped) }),
)
export const PagePiece = z.string()

export const ReportScope = z.discriminatedUnion('type', [
  fileScope,
  z.object({ type: z.literal('folder'), uri: z.string() }),
  workspaceScope,
])
export type ReportScope = z.infer<typeof ReportScope>

/**
 * Client to server: what a file, a folder or all files consist of. Unsaved text counts. What takes its time, findings
 * and tokens, is left out unless it is asked for.
 */
export const reportRequest = request(
  'limo/report',
  z.object({ scope: ReportScope, title: z.string(), complete: z.boolean() }),
  Report,
)

/** An example as a list shows it. */
export const ListedExample = z.object({
  /** Empty where it has none. */
  id: z.string(),
  title: z.string().optional(),
  domain: z.string().optional(),
  status: z.string().optional(),
  difficulty: z.number().optional(),
  topics: z.array(z.string()).optional(),
  /** Of its `@example`, from 0, as those of the protocol. */
  line: z.int().min(0),
})
export type ListedExample = z.infer<typeof ListedExample>

/** Client to server: the examples of all files. A file that is known with the same key is not listed again. */
export const examplesRequest = request(
  'limo/examples',
  z.object({ known: z.record(z.string(), z.string()) }),
  z.object({
    files: z.array(z.object({ uri: z.string(), key: z.string(), examples: z.array(ListedExample).optional() })),
  }),
)

/** Client to server: the macros that settings give to a document, those of its own header left out. */
export const macrosRequest = request(
  'limo/macros',
  z.object({ uri: z.string() }),
  z.object({ macros: z.record(z.string(), z.string()) }),
)

/** What became of a `@check`, and why. */
export const Claim = z.object({
  text: z.string(),
  verdict: z.enum(['true', 'false', 'approximate', 'undecided']),
  left: z.string().optional(),
  right: z.string().optional(),
  reason: z.string().optional(),
})
export type Claim = z.infer<typeof Claim>

/** Client to server: what becomes of the claims of the example at a position, as soon as that is known. */
export const claimsRequest = request(
  'limo/claims',
  z.object({ uri: z.string(), position: Position }),
  z.object({ claims: z.array(Claim) }),
)

/** Server to client: a file as the editor's file system has it, virtual and remote ones included. */
export const readFileRequest = request(
  'limo/readFile',
  z.object({ uri: z.string() }),
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('text'), text: z.string() }),
    z.object({ type: z.literal('missing') }),
    /** It is not UTF-8. */
    z.object({ type: z.literal('invalid') }),
  ]),
)

/** Server to client: the `.limo` files of the workspace. */
export const findFilesRequest = request('limo/findFiles', z.object({}), z.object({ uris: z.array(z.string()) }))

const ImportOptions = z.object({
  /** Reads every record; without it each is read by the reader that knows it. */
  reader: z.string().optional(),
  /** Which column holds what, by the names of roles. */
  map: z.record(z.string(), z.string()),
  source: z.string().optional(),
})

const Sampled = z.object({ column: z.string(), sample: z.string() })

/** How the records of a file are understood, shown on the first that makes an example, else on the first. */
export const ImportGuess = z.object({
  type: z.literal('guess'),
  /** Where the record stands. */
  place: z.string(),
  readers: z.array(z.object({ id: z.string(), title: z.string() })),
  reader: z.string(),
  roles: z.array(z.object({ role: z.string(), found: Sampled.optional() })),
  columns: z.array(Sampled),
  example: z.discriminatedUnion('type', [
    z.object({ type: z.literal('example'), text: z.string() }),
    z.object({ type: z.literal('refused'), reason: z.string() }),
  ]),
})
export type ImportGuess = z.infer<typeof ImportGuess>

const ImportFailed = z.object({ type: z.literal('failed'), reason: z.string() })

/** Client to server: what would become of a file on disk. */
export const importGuessRequest = request(
  'limo/importGuess',
  ImportOptions.extend({ uri: z.string() }),
  z.discriminatedUnion('type', [ImportGuess, ImportFailed]),
)

/**
 * Client to server: make examples of the records of files on disk, into one `.limo` file or a folder with one for each.
 * How far it is comes as progress of `progress` before the answer. Where files would be replaced and must not, nothing
 * is written.
 */
export const importRequest = request(
  'limo/import',
  ImportOptions.extend({
    uris: z.array(z.string()),
    license: z.string().optional(),
    target: z.string(),
    isFolder: z.boolean(),
    replace: z.boolean(),
    progress: z.string(),
  }),
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('done'),
      imported: z.number(),
      refused: z.number(),
      cancelled: z.boolean(),
      /** Why records were left out, and which ids had to change; the first of them. */
      notes: z.array(z.string()),
    }),
    z.object({ type: z.literal('exists'), count: z.number(), first: z.string() }),
    ImportFailed,
  ]),
)
export const ImportProgress = z.object({ records: z.number(), share: z.number() })
export type ImportProgress = z.infer<typeof ImportProgress>
