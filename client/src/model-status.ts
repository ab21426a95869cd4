import { type Disposable, languages } from 'vscode'
import type { Models } from './models.ts'
import { userOffers } from './profiles.ts'

/** Shows beside the language of the editor which model is in use, and where its key comes from. */
export function modelStatus(models: Models): Disposable {
  const item = languages.createLanguageStatusItem('limo.model', { language: 'limo' })
  item.name = 'LIMO Model'
  item.command = { command: 'limo.selectModel', title: 'Select', tooltip: 'Select the model that checks solutions' }
  show()
  models.onDidChange(show)
  return item

  function show(): void {
    const name = models.name()
    item.text = name ? `Model ${name}` : 'No model'
    const offer = userOffers().offers.find(one => one.name === name)
    item.detail = !name
      ? 'nothing is sent'
      : offer && offer.origin !== 'vscode'
        ? models.keys.source(offer.origin, offer.profile)
        : 'asked when you say so'
  }
}
