import DOMPurify, { type Config } from 'dompurify'

// Nothing becomes part of the page that did not pass here.

const shared = {
  RETURN_DOM_FRAGMENT: true,
  ALLOW_ARIA_ATTR: true,
  ALLOW_DATA_ATTR: true,
  // The library holds every attribute against this: two schemes, and what has none.
  ALLOWED_URI_REGEXP: /^(?:(?:https|mailto):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
} as const satisfies Config

const part = {
  ...shared,
  USE_PROFILES: { html: true },
  FORBID_TAGS: ['style', 'form', 'input', 'textarea', 'select', 'img', 'picture', 'source', 'video', 'audio', 'map'],
  FORBID_ATTR: ['style', 'src', 'srcset', 'background', 'action', 'formaction'],
} satisfies Config

/** What KaTeX makes: MathML with its source, and HTML with drawn lines and inline styles. */
const formula = {
  ...shared,
  USE_PROFILES: { html: true, mathMl: true, svg: true },
  ADD_TAGS: ['semantics', 'annotation'],
  ADD_ATTR: ['encoding', 'linebreak'],
  FORBID_TAGS: ['style', 'img', 'a', 'image', 'form', 'input'],
  FORBID_ATTR: ['src', 'srcset', 'href', 'xlink:href'],
} satisfies Config

// Each has its settings for good: reading them costs more than a part does.
const [parts, drawings] = [part, formula].map(settings => {
  const purifier = DOMPurify(window)
  purifier.setConfig(settings)
  return purifier
}) as [typeof DOMPurify, typeof DOMPurify]

export function cleanPart(markup: string): DocumentFragment {
  return fragment(parts.sanitize(markup))
}

export function cleanFormula(markup: string): DocumentFragment {
  return fragment(drawings.sanitize(markup))
}

/** What `RETURN_DOM_FRAGMENT` makes, though the types do not say so of settings made before. */
function fragment(made: unknown): DocumentFragment {
  return made as DocumentFragment
}
