import {
  type CodeLens,
  CodeLensRefreshRequest,
  type Connection,
  type PositionEncodingKind,
} from 'vscode-languageserver'
import * as z from 'zod'
import { contextOf } from './core/context.ts'
import { markersIn } from './core/dataset/score.ts'
import { checkLines, checkTitle } from './core/features/check-title.ts'
import type { Hover } from './core/features/hover.ts'
import { asksForScore, scoreHover, scoreLines, scoreSpan, scoreTitle } from './core/features/score.ts'
import type { Region } from './core/format/document.ts'
import { judgementsIn } from './core/judging/judgements.ts'
import type { Span } from './core/span.ts'
import { type PlaceInText, placeAt, rangeOf } from './lsp.ts'
import { type Scores, scores } from './scores.ts'
import type { Entry, Workspace } from './workspace.ts'

export interface ScoreLensHost {
  readonly connection: Connection
  readonly space: Workspace
  /** The entry of a document that is being asked about. */
  readonly known: (uri: string) => Promise<Entry | undefined>
  readonly encoding: () => PositionEncodingKind
  /** The client's command that shows a score; it gets the URI and the position. Without one, a lens only tells. */
  readonly command: () => string
  /** The command that has an example judged; it gets the URI and the position. Without one, a lens only tells. */
  readonly checkCommand: () => string
  /** Where the score is explained. */
  readonly docs: () => string
  /** Whether the client can be told that lenses are stale. */
  readonly canRefresh: () => boolean
}

export interface ScoreLenses {
  /** What stands at the `@example` of an entry, beside all else. */
  hoverAt(entry: Entry, place: PlaceInText): Promise<Hover | undefined>
  /** Settings or files have changed: everything is asked for again. */
  refresh(): void
}

const LensData = z.object({ uri: z.string(), of: z.enum(['score', 'check']) })

/** The score above each example, and what models said of it. Only what is on screen is resolved, so only then is a data set measured. */
export function scoreLenses(host: ScoreLensHost): ScoreLenses {
  const { connection, space } = host
  const all: Scores = scores(space)
  /** Which edition of its data set the lenses of a document show. */
  const shown = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined

  connection.onCodeLens(async ({ textDocument: { uri } }): Promise<CodeLens[] | null> => {
    const entry = await host.known(uri)
    shown.delete(uri)
    if (!entry || entry.settings.codeLens === 'off') return null
    const { codeLens } = entry.settings
    const { text } = entry
    if (codeLens !== 'score') await space.verdicts(entry)
    return text.document.regions.flatMap((region, i) => {
      const score = codeLens === 'check' ? undefined : scoreSpan(region)
      const check = codeLens === 'score' ? undefined : checkSpan(entry, region)
      const lens = (span: Span, of: z.infer<typeof LensData>['of']): CodeLens => ({
        range: rangeOf(text, i, span, host.encoding()),
        data: { uri, of },
      })
      return [...(score ? [lens(score, 'score')] : []), ...(check ? [lens(check, 'check')] : [])]
    })
  })

  connection.onCodeLensResolve(async lens => {
    const data = LensData.safeParse(lens.data)
    const entry = data.success ? await host.known(data.data.uri) : undefined
    if (!entry) return lens
    const { text } = entry
    const region = text.document.regions[placeAt(text, lens.range.start, host.encoding()).region]!
    if (data.data!.of === 'check') return { ...lens, command: checkOf(entry, region, lens) }
    await all.ready(entry)
    const score = all.of(entry, region)
    noteShown(entry)
    if (!score) return { ...lens, command: { title: '', command: '' } }
    const command = host.command()
    return {
      ...lens,
      command: {
        title: scoreTitle(score),
        tooltip: scoreLines(score).join('\n'),
        command,
        ...(command && { arguments: [entry.uri, lens.range.start] }),
      },
    }
  })

  return {
    async hoverAt(entry, { offset, region: index }) {
      const asked = entry.text.document.regions[index]!
      if (!asksForScore(asked, offset)) return undefined
      await all.ready(entry)
      const score = all.of(entry, asked)
      const { document } = entry.text
      const { words } = contextOf(document, entry.settings)
      return score && scoreHover(asked, score, part => markersIn(document, asked, words, part), host.docs())
    },
    refresh,
  }

  /** Where what models said is shown; undefined where there is nothing to say and nobody to ask. */
  function checkSpan(entry: Entry, region: Region): Span | undefined {
    const { directive, id } = region.example ?? {}
    if (!directive || (!host.checkCommand() && !space.verdictsOf(entry, region))) return undefined
    return id?.span ?? directive.nameSpan
  }

  function checkOf(entry: Entry, region: Region, { range }: CodeLens): NonNullable<CodeLens['command']> {
    const { document } = entry.text
    const found = judgementsIn(document, region, entry.settings, space.verdictsOf(entry, region))
    const command = host.checkCommand()
    return {
      title: checkTitle(found),
      tooltip: checkLines(found).join('\n'),
      command,
      ...(command && { arguments: [entry.uri, range.start] }),
    }
  }

  /** An edit in one document changes what the lenses of the others should say: they are asked for again, when it is quiet. */
  function noteShown(entry: Entry): void {
    const edition = all.edition(entry)
    shown.set(entry.uri, edition)
    const others = space.dataSet(entry.uri).filter(other => shown.has(other.uri))
    if (others.some(other => shown.get(other.uri) !== edition)) refreshLater()
  }

  function refreshLater(): void {
    clearTimeout(timer)
    timer = setTimeout(refresh, quiet)
  }

  function refresh(): void {
    clearTimeout(timer)
    // Who still shows lenses asks again.
    shown.clear()
    if (host.canRefresh()) connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined)
  }
}

/** How long nothing must have been asked before lenses of other documents are asked for again, in milliseconds. */
const quiet = 1000
