import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as vscode from 'vscode'
import { test } from '../runner.ts'

const example = '@limo 1\n\n@example a\n@problem\nWhat is $1+2$?\n@solution\nIt is $\\boxed{4}$.\n@answer: 4\n'

test('a model that comes to another number shows in the text, until the text changes', async () => {
  const asked: { url: string; authorization: string | undefined; body: string }[] = []
  await withModel(
    (request, response) => {
      let body = ''
      request.on('data', chunk => {
        body += chunk
      })
      request.on('end', () => {
        asked.push({ url: request.url!, authorization: request.headers.authorization, body })
        response.setHeader('content-type', 'text/event-stream')
        for (const content of ['$1+2=3$, so ', '$\\boxed{3}$'])
          response.write(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`)
        response.end('data: [DONE]\n\n')
      })
    },
    async () => {
      const editor = await open('check.limo', example)
      await vscode.commands.executeCommand('limo.checkSolution')
      const found = await until(() => disagreement(editor.document.uri))
      assert.equal(found.message, 'The model scripted answers 3, the example 4')
      assert.equal(editor.document.getText(found.range), '4')
      const [{ url, authorization, body }] = asked as [(typeof asked)[number]]
      assert.equal(url, '/v1/chat/completions')
      assert.equal(authorization, undefined)
      assert.deepEqual(
        JSON.parse(body).messages.map((message: { content: string }) => message.content),
        ['Please reason step by step, and put your final answer within \\boxed{}.', 'What is $1+2$?'],
      )
      await editor.edit(edit => edit.replace(found.range, '3'))
      await until(() => !disagreement(editor.document.uri))
    },
  )
})

test('a refused request leaves no verdict', async () => {
  await withModel(
    (_, response) => {
      response.statusCode = 401
      response.end('{"error":{"message":"no key"}}')
    },
    async () => {
      const editor = await open('refused.limo', example.replace('1+2', '2+2'))
      await vscode.commands.executeCommand('limo.checkSolution')
      assert.equal(disagreement(editor.document.uri), undefined)
    },
  )
})

test('a redirect is not followed', async () => {
  let followed = false
  await withModel(
    (request, response) => {
      if (request.url === '/elsewhere') followed = true
      response.writeHead(307, { location: '/elsewhere' }).end()
    },
    async () => {
      await open('redirect.limo', example.replace('1+2', '3+2'))
      await vscode.commands.executeCommand('limo.checkSolution')
      assert.equal(followed, false)
    },
  )
})

async function withModel(handle: RequestListener, body: () => Promise<void>): Promise<void> {
  const server = createServer(handle)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const settings = vscode.workspace.getConfiguration('limo')
  const { port } = server.address() as AddressInfo
  try {
    const profile = { baseUrl: `http://127.0.0.1:${port}/v1`, model: 'scripted' }
    await settings.update('models', { scripted: profile }, vscode.ConfigurationTarget.Global)
    await settings.update('model', 'scripted', vscode.ConfigurationTarget.Global)
    await body()
  } finally {
    await settings.update('models', undefined, vscode.ConfigurationTarget.Global)
    await settings.update('model', undefined, vscode.ConfigurationTarget.Global)
    server.closeAllConnections()
    server.close()
  }
}

async function open(name: string, text: string): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name)
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text))
  const editor = await vscode.window.showTextDocument(uri)
  const inside = editor.document.positionAt(text.indexOf('@problem'))
  editor.selection = new vscode.Selection(inside, inside)
  return editor
}

function disagreement(uri: vscode.Uri): vscode.Diagnostic | undefined {
  const codeOf = ({ code }: vscode.Diagnostic) => (typeof code === 'object' ? code.value : code)
  return vscode.languages.getDiagnostics(uri).find(diagnostic => codeOf(diagnostic) === 'model-disagrees')
}

async function until<T>(ask: () => T): Promise<NonNullable<T>> {
  const end = Date.now() + 15_000
  for (;;) {
    const answer = ask()
    if (answer) return answer
    if (Date.now() > end) throw new Error(`Not in time: ${ask}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
