import { randomBytes } from 'node:crypto'
import { Uri, type Webview } from 'vscode'

/** The frame of a page in a webview: its own script and style, and a policy that admits nothing else. */
export function pageHtml(webview: Webview, folder: Uri, name: string, title: string): string {
  const nonce = randomBytes(16).toString('base64')
  const source = webview.cspSource
  const policy = `default-src 'none'; style-src ${source} 'unsafe-inline'; font-src ${source}; script-src 'nonce-${nonce}'`
  const fileOf = (extension: string): Uri => webview.asWebviewUri(Uri.joinPath(folder, `${name}.${extension}`))
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${fileOf('css')}">
<title>${title}</title>
</head>
<body>
<main></main>
<script nonce="${nonce}" src="${fileOf('js')}"></script>
</body>
</html>
`
}
