import { ColorThemeKind, Disposable, window } from 'vscode'
import { type LanguageClient, State } from 'vscode-languageclient/node'
import { type Images, imagesNotification } from '../../server/src/core/protocol.ts'

/** The colour of text in hovers. Extensions are told the kind of a theme, not its colours; these are those of VS Code's own. */
const textColors: Readonly<Record<ColorThemeKind, string>> = {
  [ColorThemeKind.Light]: '#3b3b3b',
  [ColorThemeKind.Dark]: '#cccccc',
  [ColorThemeKind.HighContrast]: '#ffffff',
  [ColorThemeKind.HighContrastLight]: '#000000',
}

export function images(): Images {
  return { color: textColors[window.activeColorTheme.kind] }
}

/** Tells the server when formulas want another colour, which may be while it starts. */
export function tellTheme(client: LanguageClient): Disposable {
  return Disposable.from(
    window.onDidChangeActiveColorTheme(tell),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) tell()
    }),
  )

  function tell(): void {
    if (client.isRunning()) void client.sendNotification(imagesNotification.method, images())
  }
}
