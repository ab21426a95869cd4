import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A home of its own for `limo judge`: what its user has configured, and a folder with one file to judge. */
export function judgeHome(home: string, baseUrl: string, concurrency: number, text: string) {
  const folder = join(home, 'set')
  mkdirSync(folder)
  mkdirSync(join(home, 'config/limo'), { recursive: true })
  writeFileSync(join(folder, 'set.limo'), text)
  const models = { local: { baseUrl, model: 'm', concurrency } }
  writeFileSync(join(home, 'config/limo/config.json'), JSON.stringify({ models }))
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_CACHE_HOME: join(home, 'cache'),
  }
  return { folder, env }
}
