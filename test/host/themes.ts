import { variants } from './page.ts'

/** Where a test of all themes starts. */
export const darkTheme = 'Default Dark Modern'

/** By the names of their settings and of the list that one is chosen from. */
export const themes: readonly (readonly [id: string, name: string])[] = [
  [darkTheme, 'Dark Modern'],
  ...variants([
    ['Default Light Modern', 'Light Modern'],
    ['Default High Contrast', 'Dark High Contrast'],
    ['Default High Contrast Light', 'Light High Contrast'],
  ] as const),
]
