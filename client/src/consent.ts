import { type Memento, window } from 'vscode'
import type { Offer } from './profiles.ts'

/** Which endpoints that a project names the user has agreed to, remembered by origin. */
export interface Consent {
  /** Asks where that is not known yet. */
  given(offer: Offer): Promise<boolean>
  origins(): readonly string[]
  forget(origin: string): Promise<void>
}

const stored = 'limo.consent'

export function consents(state: Memento): Consent {
  const origins = (): readonly string[] => state.get<string[]>(stored, [])
  return {
    origins,
    async given(offer) {
      if (origins().includes(offer.origin)) return true
      if (!(await agrees(offer))) return false
      await state.update(stored, [...origins(), offer.origin])
      return true
    },
    async forget(origin) {
      await state.update(
        stored,
        origins().filter(other => other !== origin),
      )
    },
  }
}

async function agrees({ name, origin, profile }: Offer): Promise<boolean> {
  const send = 'Send'
  const where = origin === 'vscode' ? `the model ${profile.model} of the editor` : origin
  const question = `Send examples to ${where}?`
  const detail = [
    `This project, not you, names it: "${name}" in its limo.config.json, the model ${profile.model}.`,
    'Problems and solutions that you have checked are sent there, and no key but one that you have stored for it.',
    'The answer is remembered; "LIMO: Select Model" takes it back.',
  ].join(' ')
  return (await window.showWarningMessage(question, { modal: true, detail }, send)) === send
}
