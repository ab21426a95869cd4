import DOMPurify, { type Config } from 'dompurify'

// Nothing becomes part of the page that did not pass here.

const shared = {
  RETURN_DOM_FRAGMENT: true,
  ALLOW_ARIA_ATTR: true,
  ALLOW_DATA_ATTR: true,
  ALLOWED_URI_REGEXP: /^(?:https:\/\/|mailto:|#)/i,
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
  FORBID_TAGS: ['style', 'img', 'a', 'image', 'form', 'input'],
  FORBID_ATTR: ['src', 'srcset', 'href', 'xlink:href'],
} satisfies Config

export function cleanPart(markup: string): DocumentFragment {
  return DOMPurify.sanitize(markup, part)
}

export function cleanFormula(markup: string): DocumentFragment {
  return DOMPurify.sanitize(markup, formula)
}
