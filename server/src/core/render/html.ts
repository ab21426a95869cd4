/** A piece of HTML, made by `html` alone. */
export interface Html {
  readonly html: string
}

export type Content = Html | string | number | undefined | false | readonly Content[]

export const nothing: Html = { html: '' }

/** HTML as it stands in the template. What is put in becomes text, unless it is HTML itself. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  let made = strings[0]!
  for (const [i, value] of values.entries()) made += markup(value) + strings[i + 1]!
  return { html: made }
}

export function join(parts: readonly Html[]): Html {
  return { html: parts.map(part => part.html).join('') }
}

/** An attribute with a blank before it; nothing where there is no value. */
export function attribute(name: string, value: string | number | undefined): Html {
  return value === undefined ? nothing : { html: ` ${name}="${escapeHtml(`${value}`)}"` }
}

/** HTML that a library has made of text. */
export function made(markup: string): Html {
  return { html: markup }
}

export function escapeHtml(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, char => entities[char]!) : text
}

/** What no HTML may hold becomes the character that says so. */
export function readable(piece: string): string {
  return piece.replace(/[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\p{Noncharacter_Code_Point}\p{Surrogate}]/gu, '\uFFFD')
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function markup(value: Content): string {
  if (value === undefined || value === false) return ''
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return `${value}`
  return 'html' in value ? value.html : value.map(markup).join('')
}
