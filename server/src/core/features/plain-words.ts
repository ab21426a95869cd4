const marks = /^(`{3,})[^\n]*\n([\s\S]*?)^\1$|(`+) ?(.*?) ?\3|\*\*|^---$|\\([\\`*_{}[\]<>#|~$&])/gm

/** Markdown of ours for editors that show text only: without its marks, with every character that it shows. */
export function plainWords(markdown: string): string {
  return markdown
    .replace(
      marks,
      (_, _fence, fenced?: string, _ticks?: string, inline?: string, escaped?: string) =>
        fenced?.trimEnd() ?? inline ?? escaped ?? '',
    )
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
