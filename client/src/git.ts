import { type Event, extensions, type Uri } from 'vscode'

/** Of the API of the git extension that comes with VS Code, what is used here. */
interface GitExtension {
  readonly enabled: boolean
  getAPI(version: 1): Git
}

interface Git {
  readonly state: 'uninitialized' | 'initialized'
  readonly onDidChangeState: Event<unknown>
  getRepository(uri: Uri): Repository | null
  toGitUri(uri: Uri, ref: string): Uri
}

interface Repository {
  readonly state: { readonly onDidChange: Event<void> }
  /** The text of a file as a commit has it. */
  show(ref: string, path: string): Promise<string>
}

export interface CommittedFile {
  /** Opens as a document that cannot be changed. */
  readonly uri: Uri
  /** Something about the repository has changed, perhaps its last commit. */
  readonly onDidChange: Event<void>
  /** As the last commit has it; undefined where it has none. */
  read(): Promise<string | undefined>
}

/** How long the git extension may take to find the repositories, in milliseconds. */
const patience = 3_000

/** A file in the last commit; undefined without git, outside a repository, and where the extension is off. */
export async function committed(uri: Uri): Promise<CommittedFile | undefined> {
  const git = await gitOf()
  const repository = git?.getRepository(uri)
  if (!git || !repository) return undefined
  const file: CommittedFile = {
    uri: git.toGitUri(uri, 'HEAD'),
    onDidChange: repository.state.onDidChange,
    read: () => repository.show('HEAD', uri.fsPath).catch(() => undefined),
  }
  return (await file.read()) === undefined ? undefined : file
}

async function gitOf(): Promise<Git | undefined> {
  const extension = extensions.getExtension<GitExtension>('vscode.git')
  try {
    const { enabled, getAPI } = (await extension?.activate()) ?? {}
    if (!extension || !enabled || !getAPI) return undefined
    const git = extension.exports.getAPI(1)
    if (git.state === 'uninitialized') await initialized(git)
    return git
  } catch {
    return undefined
  }
}

function initialized(git: Git): Promise<void> {
  return new Promise(resolve => {
    const listening = git.onDidChangeState(done)
    const timer = setTimeout(done, patience)
    function done(): void {
      clearTimeout(timer)
      listening.dispose()
      resolve()
    }
  })
}
