import { fieldLine } from './field-lines.ts'

/** What stands at the top of a new file. */
export const importHeader = '@limo 1\n'

/** The same, with the licence of the examples. */
export function licensedHeader(license: string | undefined): string {
  return license === undefined ? importHeader : `${importHeader}${fieldLine('license', license)}\n`
}
