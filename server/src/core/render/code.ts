import hljs from 'highlight.js/lib/core'
import bash from 'highlight.js/lib/languages/bash'
import c from 'highlight.js/lib/languages/c'
import cpp from 'highlight.js/lib/languages/cpp'
import go from 'highlight.js/lib/languages/go'
import java from 'highlight.js/lib/languages/java'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import julia from 'highlight.js/lib/languages/julia'
import latex from 'highlight.js/lib/languages/latex'
import python from 'highlight.js/lib/languages/python'
import r from 'highlight.js/lib/languages/r'
import rust from 'highlight.js/lib/languages/rust'
import sql from 'highlight.js/lib/languages/sql'
import typescript from 'highlight.js/lib/languages/typescript'
import yaml from 'highlight.js/lib/languages/yaml'
import { attribute, type Html, html, made } from './html.ts'

// The languages that the grammar colours in the source.
const languages = {
  bash,
  c,
  cpp,
  go,
  java,
  javascript,
  json,
  julia,
  latex,
  python,
  r,
  rust,
  sql,
  typescript,
  yaml,
}
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language)

/** Longer code is shown without colours. In UTF-16 units. */
const colourLimit = 20_000

/** A block of code in the language that its fence names. */
export function codeBlock(code: string, language: string, at?: number): Html {
  return html`<pre${attribute('data-at', at)}><code>${coloured(code, language)}</code></pre>`
}

function coloured(code: string, language: string): Html | string {
  if (code.length > colourLimit || !hljs.getLanguage(language)) return code
  return made(hljs.highlight(code, { language, ignoreIllegals: true }).value)
}
