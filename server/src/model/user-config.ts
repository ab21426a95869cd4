import { join } from 'node:path'
import * as z from 'zod'
import { Profile } from '../core/model/profile.ts'
import { readJson } from '../core/settings.ts'
import { Failure, readText } from '../files.ts'
import { configFolder } from './folders.ts'

/** What the user has set up for the command line: the same models as in the settings of the editor. */
export const UserConfig = z.strictObject({
  $schema: z.string().optional(),
  models: z.record(z.string(), Profile).default({}),
  /** Which of them is asked; may be left out where there is only one. */
  model: z.string().optional(),
})
export type UserConfig = z.infer<typeof UserConfig>

export function userConfigPath(env: NodeJS.ProcessEnv = process.env): string {
  return join(configFolder(env), 'config.json')
}

/** Reads the user's configuration; an empty one where there is no file. */
export async function readUserConfig(path: string): Promise<UserConfig> {
  const read = await readText(path).catch((error: Failure) => {
    if ((error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return undefined
    throw error
  })
  if (!read) return { models: {} }
  if (read.type !== 'text') throw new Failure(`${path}: not valid UTF-8`)
  const config = readJson(read.text, UserConfig)
  if (config.type === 'problem') throw new Failure(`${path}: ${withoutText(config.reason)}`)
  return config.config
}

/** What JSON.parse says of an error may quote the text around it, and a secret with it. */
function withoutText(reason: string): string {
  const place = /\(line \d+ column \d+\)/.exec(reason)
  return reason.startsWith('not valid JSON') ? `not valid JSON${place ? ` ${place[0]}` : ''}` : reason
}
