import { copied } from '../text/copied.ts'
import type { Section } from './stats.ts'

/** Where the examples stand, each at its number. */
export interface Examples {
  readonly size: number
  readonly at: (number: number) => ExamplePlace
  /** The files, in the order in which they went by. */
  readonly paths: readonly string[]
}

export interface ExamplePlace {
  /** Null where it has none. */
  readonly id: string | null
  readonly path: string
  /** Of its `@example`, from 1. */
  readonly line: number
}

export function exampleSection(): Section<Examples> {
  const ids: (string | null)[] = []
  const files: number[] = []
  const lines: number[] = []
  const paths: string[] = []
  return {
    add({ line, path, region }) {
      const id = region.example?.id?.text
      if (paths.at(-1) !== path) paths.push(path)
      ids.push(id === undefined ? null : copied(id))
      files.push(paths.length - 1)
      lines.push(line)
    },
    end: () => ({
      size: ids.length,
      paths,
      at: number => ({ id: ids[number]!, path: paths[files[number]!]!, line: lines[number]! }),
    }),
  }
}
