import type { Document, Region } from './format/document.ts'
import { macrosOf } from './macros.ts'
import type { Context } from './rules/rule.ts'
import type { Settings } from './settings.ts'
import { defaultLexicon, type Lexicon, lexicon } from './words/lexicon.ts'

/** Whether this version of the format is one we know; if not, nothing of the document is judged, printed or exported. */
export function isSupported(document: Document): boolean {
  const version = document.regions[0]?.header?.version
  return version === undefined || version === '1'
}

/**
 * By what is in the heads of files. A head that is typed in has had many contexts, which go when nothing is judged by them
 * any more.
 */
const contexts = new WeakMap<Settings, Map<string, WeakRef<Context>>>()
/** With so many of them, those that are gone are forgotten. */
const manyContexts = 1_000
const contextKeys = new WeakMap<Region, string>()

/** The same object as long as nothing changes that a region is judged by. */
export function contextOf(document: Document, settings: Settings): Context {
  const head = document.regions[0]!
  let key = contextKeys.get(head)
  if (key === undefined) {
    const { header } = head
    const inherited = { ...header?.fields.values, ...header?.defaults?.values }
    key = JSON.stringify([
      header?.version,
      header?.macros.map(macro => [macro.name.text, macro.replacement.text]),
      inherited,
    ])
    contextKeys.set(head, key)
  }
  const known = contexts.get(settings) ?? new Map<string, WeakRef<Context>>()
  contexts.set(settings, known)
  let context = known.get(key)?.deref()
  if (!context) {
    const { language, authors, license } = head.header?.fields.values ?? {}
    context = {
      macros: macrosOf(document, settings),
      inherited: {
        ...(language !== undefined && { language }),
        ...(authors !== undefined && { authors }),
        ...head.header?.defaults?.values,
      },
      license,
      words: lexiconOf(settings),
    }
    known.set(key, new WeakRef(context))
    if (known.size % manyContexts === 0) for (const [old, ref] of known) if (!ref.deref()) known.delete(old)
  }
  return context
}

const lexicons = new WeakMap<Settings, Lexicon>()

function lexiconOf(settings: Settings): Lexicon {
  let known = lexicons.get(settings)
  if (!known) {
    known = Object.keys(settings.words).length ? lexicon(settings.words) : defaultLexicon
    lexicons.set(settings, known)
  }
  return known
}
