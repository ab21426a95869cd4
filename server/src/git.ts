import { execFile } from 'node:child_process'
import { homedir } from 'node:os'

/**
 * The name that git knows the user of a folder by; undefined where there is none, or no git. It runs elsewhere than in the
 * folder, so that no program of that name which lies there is taken for it.
 */
export function gitUser(folder: string): Promise<string | undefined> {
  return new Promise(resolve => {
    const options = { cwd: homedir(), timeout: 5_000, windowsHide: true }
    execFile('git', ['-C', folder, 'config', '--get', 'user.name'], options, (error, output) => {
      const name = output.trim().slice(0, 200)
      resolve(error || !name ? undefined : name)
    })
  })
}
