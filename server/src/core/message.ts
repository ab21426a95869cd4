/** An English template with `{name}` places, and what goes there; put into the reader's language at the rim. */
export interface Message {
  readonly template: string
  readonly args: Readonly<Record<string, string | number>>
}

export function message(template: string, args: Message['args'] = {}): Message {
  return { template, args }
}

/** Templates in another language, by their English form. */
export type Translations = Readonly<Record<string, string>>

export function render({ template, args }: Message, translations: Translations = {}): string {
  return (translations[template] ?? template).replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(args, name) ? String(args[name]) : whole,
  )
}
