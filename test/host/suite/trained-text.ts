import assert from 'node:assert/strict'
import { Position, Range, Selection, Uri, window, workspace } from 'vscode'
import { test } from '../runner.ts'

const example = (problem: string): string =>
  `@limo 1\n\n@example a\n@problem\n${problem}\n@solution\nIt is $\\boxed{3}$.\n@answer: 3\n`

test('the text that is trained is a file, which VS Code opens by itself after a reload, and follows its example', async () => {
  const folder = workspace.workspaceFolders![0]!.uri
  const source = Uri.joinPath(folder, 'trained.limo')
  await workspace.fs.writeFile(source, new TextEncoder().encode(example('What is $1+2$?')))
  const editor = await window.showTextDocument(source)
  editor.selection = new Selection(5, 0, 5, 0)
  // No command has been run.
  const shown = await workspace.openTextDocument(Uri.parse('limo-export:/Trained Text'))
  assert.match(shown.getText(), /^<\|im_start\|>system\n.*What is \$1\+2\$\?<\|im_end\|>\n/s)
  assert.equal(workspace.fs.isWritableFileSystem('limo-export'), false)
  await editor.edit(edit => edit.replace(new Range(new Position(4, 0), new Position(4, 14)), 'And $2+1$ 题?'))
  await until(() => shown.getText().includes('And $2+1$ 题?<|im_end|>'))
})

async function until(isSo: () => boolean): Promise<void> {
  const end = Date.now() + 20_000
  while (!isSo()) {
    assert.ok(Date.now() < end, 'waited in vain')
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
