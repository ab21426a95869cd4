// Which of the fonts that the styles of KaTeX name a page needs, read from those styles.

/** A `@font-face` of the styles. */
interface Face {
  readonly family: string
  readonly bold: boolean
  readonly italic: boolean
  /** The name of its woff2 file. */
  readonly file: string
}

/** What a rule says of the font of the elements that it is for. */
interface FontRule {
  readonly selectors: readonly Selector[]
  readonly said: Partial<Pick<Face, 'family' | 'bold' | 'italic'>>
}

interface Selector {
  readonly classes: readonly string[]
  /** Whether the classes stand on several elements, one in the other, as those of large delimiters do. */
  readonly nested: boolean
}

export interface Fonts {
  /** The styles without the faces of their fonts. */
  readonly rest: string
  readonly faces: readonly Face[]
  /** The faces that elements with such `class` attributes are set in. */
  usedBy(classes: Iterable<string>): readonly Face[]
}

const facePattern = /@font-face\s*\{([^}]*)\}/g
const rulePattern = /([^{}]+)\{([^{}]*)\}/g

export function fontsIn(styles: string): Fonts {
  const faces = [...styles.matchAll(facePattern)].flatMap(([, body]) => faceOf(body!) ?? [])
  const rest = styles.replace(facePattern, '')
  const rules = [...rest.matchAll(rulePattern)].flatMap(([, selectors, body]) => ruleOf(selectors!, body!) ?? [])
  return { rest, faces, usedBy }

  function usedBy(classes: Iterable<string>): readonly Face[] {
    const used = new Set<Face>()
    const all = new Set<string>()
    for (const attribute of classes) {
      const names = new Set(attribute.split(' '))
      for (const name of names) all.add(name)
      use(
        rules.filter(({ selectors }) =>
          selectors.some(one => !one.nested && one.classes.every(name => names.has(name))),
        ),
      )
    }
    for (const rule of rules) {
      if (rule.selectors.some(one => one.nested && one.classes.every(name => all.has(name)))) use([rule])
    }
    return faces.filter(face => used.has(face))

    /** The face of an element that these rules are for. */
    function use(own: readonly FontRule[]): void {
      if (!own.length) return
      const { bold = false, family = mainFamily, italic = false } = Object.assign({}, ...own.map(({ said }) => said))
      const known = faces.filter(face => face.family === family)
      const exact = known.filter(face => face.bold === bold && face.italic === italic)
      for (const face of exact.length ? exact : known) used.add(face)
    }
  }
}

/** `@font-face` for a font whose file is here, in base64. */
export function embedded({ bold, family, italic }: Face, base64: string): string {
  const style = `font-style:${italic ? 'italic' : 'normal'};font-weight:${bold ? 700 : 400}`
  return `@font-face{font-family:${family};${style};font-display:block;src:url(data:font/woff2;base64,${base64}) format("woff2")}`
}

const mainFamily = 'KaTeX_Main'

function faceOf(body: string): Face | undefined {
  const family = /font-family:\s*"?(KaTeX_\w+)/.exec(body)?.[1]
  const file = /([\w-]+\.woff2)/.exec(body)?.[1]
  return family && file ? { family, file, bold: isBold(body), italic: isItalic(body) } : undefined
}

function ruleOf(selectors: string, body: string): FontRule | undefined {
  const family = /font(?:-family)?:[^;]*?(KaTeX_\w+)/.exec(body)?.[1]
  const bold = isBold(body)
  const italic = isItalic(body)
  if (!selectors.includes('.katex') || !(family || bold || italic)) return undefined
  return {
    selectors: selectors.split(',').map(selectorOf),
    said: { ...(family && { family }), ...(bold && { bold }), ...(italic && { italic }) },
  }
}

/** All of them are for what stands in `.katex`, or for that itself. */
function selectorOf(selector: string): Selector {
  const inner = selector.trim().replace(/^\.katex\s+/, '')
  return { classes: [...inner.matchAll(/\.([\w-]+)/g)].map(([, name]) => name!), nested: /[\s>]/.test(inner) }
}

function isBold(body: string): boolean {
  return /font-weight:\s*(?:700|bold)/.test(body)
}

function isItalic(body: string): boolean {
  return /font-style:\s*italic/.test(body)
}
