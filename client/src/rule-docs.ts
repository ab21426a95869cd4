import { commands, type Disposable, type ExtensionContext, Uri, workspace } from 'vscode'

const scheme = 'limo-rule'

/** Shows the docs of a rule, as the link of its diagnostics asks. */
export async function openRule(id: string): Promise<void> {
  await commands.executeCommand('markdown.showPreview', Uri.from({ scheme, path: `/${id}.md` }))
}

/** The docs of each rule as a document of its own, cut out of the page of all rules. */
export function ruleDocs({ extensionUri }: ExtensionContext): Disposable {
  const page = Uri.joinPath(extensionUri, 'server/src/core/rules/README.md')
  return workspace.registerTextDocumentContentProvider(scheme, {
    async provideTextDocumentContent({ path }) {
      const all = new TextDecoder().decode(await workspace.fs.readFile(page))
      const id = path.slice(1, -'.md'.length)
      return all.split(/^(?=## )/m).find(section => section.startsWith(`## ${id}\n`)) ?? `There is no rule ${id}`
    },
  })
}
