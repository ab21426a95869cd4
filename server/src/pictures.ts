import type { Illustrated, Picture } from './core/features/illustrated.ts'
import type { Typesetter } from './typesetter.ts'

export interface Gallery {
  readonly typesetter: Typesetter
  /** Of the text around the pictures. */
  readonly color: string
}

/** How long those of one answer may take after the first, for which the thread may have to start, in milliseconds. */
const patience = 2_000
/** How many characters they may have together. Editors cut Markdown: VS Code after 100,000. */
const lengthLimit = 80_000

/** Markdown with its formulas as pictures, and with the words that stand for those that cannot be shown. */
export async function withPictures(
  sections: readonly Illustrated[],
  { color, typesetter }: Gallery,
  isCancelled: () => boolean,
): Promise<string> {
  let end = Number.POSITIVE_INFINITY
  let room = lengthLimit
  const written: string[] = []
  for (const section of sections) {
    const parts: string[] = []
    for (const part of section) parts.push(typeof part === 'string' ? part : await shown(part))
    const markdown = parts.join('').trim()
    if (markdown) written.push(markdown)
  }
  return written.join('\n\n---\n\n')

  async function shown({ formula, instead }: Picture): Promise<string> {
    if (performance.now() > end || isCancelled()) return instead
    const svg = await typesetter.set(formula, isCancelled)
    end = Math.min(end, performance.now() + patience)
    const image = svg && imageOf(svg, formula.source, color)
    if (!image || image.length > room) return instead
    room -= image.length
    return image
  }
}

function imageOf(svg: string, source: string, color: string): string {
  const colored = svg.replace('<svg ', `<svg color="${color}" `)
  return `![${alternative(source)}](data:image/svg+xml;base64,${Buffer.from(colored).toString('base64')})`
}

const alternativeLimit = 200

/** For those who do not see the picture. Editors do not agree on escapes in there, so what would need one is another sign. */
function alternative(source: string): string {
  const line = source.replace(/\s+/g, ' ').trim()
  const short = line.length > alternativeLimit ? `${line.slice(0, alternativeLimit)}…` : line
  return short
    .replaceAll('[', '(')
    .replaceAll(']', ')')
    .replace(/[`<>]|\\+$/g, '')
}
