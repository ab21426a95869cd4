/** Text as it stands in a snippet: without a meaning of its own. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&')
}

/** A snippet from text in which `«1:what»` and `«1»` are the places to fill, in their order, and `«0»` is the last. */
export function snippetOf(text: string): string {
  return text
    .split(/«(\d+)(?::([^»]*))?»/)
    .map((part, i) => {
      if (i % 3 === 0) return escapeSnippet(part)
      return i % 3 === 1 ? `\${${part}` : `${part === undefined ? '' : `:${escapeSnippet(part)}`}}`
    })
    .join('')
}

/** What a snippet leaves behind where an editor knows no snippets. */
export function plainText(snippet: string): string {
  return snippet.replace(
    /\\([\\$}])|\$\d+|\$\{\d+(?::((?:[^\\}]|\\.)*))?\}/g,
    (_, escaped: string | undefined, inner: string | undefined) => escaped ?? plainText(inner ?? ''),
  )
}
