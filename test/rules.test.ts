import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse, regionStarts } from '../server/src/core/format/parse.ts'
import { factsOf, lint, mathOf } from '../server/src/core/lint.ts'
import { render } from '../server/src/core/message.ts'
import { rules } from '../server/src/core/rules/index.ts'
import type { Facts, Finding, Rule } from '../server/src/core/rules/rule.ts'
import { defaultSettings, type Settings } from '../server/src/core/settings.ts'
import { applyEdits, type Edit, type Span } from '../server/src/core/span.ts'

/** Only this rule speaks, at its own severity. */
function only(rule: Rule): Settings {
  const others = rules.filter(other => other.id !== rule.id).map(other => [other.id, 'off'] as const)
  // A suppression is only unused if the rules that it names are on.
  if (rule.id === 'unused-suppression') return defaultSettings
  const own = rule.severity === 'off' ? [[rule.id, 'hint'] as const] : []
  return { ...defaultSettings, rules: Object.fromEntries([...others, ...own]) }
}

function findingsOf(rule: Rule, text: string, facts: Partial<Facts> = {}): Finding[] {
  const document = parse(text)
  const starts = regionStarts(document)
  const settings = only(rule)
  const math = mathOf(document, settings)
  return lint(document, settings, { ...factsOf(document, settings), math, ...facts }).flatMap((findings, i) =>
    findings.filter(finding => finding.rule === rule.id).map(finding => moved(finding, starts[i]!)),
  )
}

function moved(finding: Finding, by: number): Finding {
  const move = (span: Span): Span => ({ start: span.start + by, end: span.end + by })
  const edits = (all: readonly Edit[]): Edit[] => all.map(edit => ({ ...edit, span: move(edit.span) }))
  return {
    ...finding,
    span: move(finding.span),
    ...(finding.fixes && { fixes: finding.fixes.map(fix => ({ ...fix, edits: edits(fix.edits) })) }),
  }
}

function marked(text: string, spans: readonly Span[]): string {
  return applyEdits(
    text,
    spans.flatMap(span => [
      { span: { start: span.start, end: span.start }, text: '«' },
      { span: { start: span.end, end: span.end }, text: '»' },
    ]),
  )
}

for (const rule of rules) {
  test(`rule ${rule.id}`, () => {
    assert.ok(
      existsSync(join(import.meta.dirname, `../server/src/core/rules/${rule.id}.ts`)),
      `the rule ${rule.id} stands in a file of its name`,
    )
    for (const text of rule.good) {
      assert.equal(
        marked(
          text,
          findingsOf(rule, text).map(finding => finding.span),
        ),
        text,
      )
    }
    for (const { text, fixed, facts } of rule.bad) {
      const plain = text.replaceAll(/[«»]/g, '')
      const findings = findingsOf(rule, plain, facts)
      assert.equal(
        marked(
          plain,
          findings.map(finding => finding.span),
        ),
        text,
      )
      for (const finding of findings) assert.doesNotMatch(render(finding.message), /\{\w+\}|undefined|\.$/)
      const fixes = findings.flatMap(finding => finding.fixes?.slice(0, 1) ?? [])
      assert.equal(fixes.length > 0, fixed !== undefined, `whether the example of a fix is given, for ${text}`)
      if (fixed !== undefined)
        assert.equal(
          applyEdits(
            plain,
            fixes.flatMap(fix => [...fix.edits]),
          ),
          fixed,
        )
    }
    assert.ok(rule.good.length && rule.bad.length && rule.docs.trim().length > 80)
  })
}
