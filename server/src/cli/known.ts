import type { Benchmarks } from '../core/dataset/overlap.ts'
import type { Facts } from '../core/rules/rule.ts'
import { benchmarksFor, countFiles, type LoadedFile } from './data-set.ts'
import { recordedFor } from './recorded.ts'

/** What rules ask for beside the text of files that are one data set. */
export async function knownOf(
  files: readonly LoadedFile[],
  paths: readonly string[],
): Promise<{
  readonly tokens: Facts['tokens']
  readonly benchmarks: Benchmarks | undefined
  readonly verdicts: (file: LoadedFile) => Facts['verdicts']
}> {
  return {
    tokens: await countFiles(files),
    benchmarks: await benchmarksFor(files),
    verdicts: await recordedFor(files, paths),
  }
}
