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

/** Which rows are held back: none, those with an error, or those with an error or a warning. */
export const Skip = z.enum(['none', 'error', 'warning'])
export type Skip = z.infer<typeof Skip>

export const ExportScope = z.discriminatedUnion('type', [
  z.object({ type: z.literal('file'), uri: z.string() }),
  z.object({ type: z.literal('workspace') }),
])
export type ExportScope = z.infer<typeof ExportScope>

/** An example that was not exported, and why: "it has no answer". `id` is empty where it has none. */
export const Skipped = z.object({ uri: z.string(), id: z.string(), reason: z.string() })
export type Skipped = z.infer<typeof Skipped>

/** Client to server: the rows of a file or of all files, as the text of a data set. Unsaved text counts. */
export const exportRequest = request(
  'limo/export',
  z.object({ scope: ExportScope, format: z.literal('jsonl'), skip: Skip }),
  z.object({ text: z.string(), written: z.number(), skipped: z.array(Skipped) }),
)

export const PageScope = z.discriminatedUnion('type', [
  z.object({ type: z.literal('example'), uri: z.string(), position: Position }),
  ...ExportScope.options,
])
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
  ...ExportScope.options,
  z.object({ type: z.literal('folder'), uri: z.string() }),
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
