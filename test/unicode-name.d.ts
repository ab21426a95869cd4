declare module 'unicode-name' {
  export function unicodeName(char: string): string | undefined
}
