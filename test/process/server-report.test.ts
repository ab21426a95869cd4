import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { examplesRequest, type ReportScope, reportRequest } from '../../server/src/core/protocol.ts'
import type { Report } from '../../server/src/core/report.ts'
import { type Client, startClient, until } from '../client.ts'

const text = `@limo 1

@example one
domain: sums
status: draft

@problem
What is $1+1$?

@solution
It is $1 + 1 = 3$, so $\\boxed{2}$.

@answer: 2

%% above
@example two
status: accepted
difficulty: 4
`

async function reportFrom(client: Client, scope: ReportScope, complete = true): Promise<Report> {
  const params = { scope, title: 'All', complete }
  return reportRequest.result.parse(await client.connection.sendRequest(reportRequest.method, params))
}

const membersOf = (report: Report, chart: string, name: string): string[] =>
  report.sections
    .flatMap(({ charts }) => charts)
    .filter(({ key }) => key === chart)
    .flatMap(({ groups }) => groups.filter(group => group.name === name))
    .flatMap(({ members }) => members.map(number => report.examples.ids[number]!))

test('a report has the text as it is typed, of a file, a folder or all files, with findings and tokens', async () => {
  const path = mkdtempSync(join(tmpdir(), 'limo-report-'))
  mkdirSync(join(path, 'inner'))
  writeFileSync(join(path, 'a.limo'), text)
  writeFileSync(join(path, 'inner/b.limo'), text.replace('one', 'three').replace('two', 'four'))
  writeFileSync(join(path, 'c.limo'), Buffer.from([0xff]))
  const client = await startClient({ folder: pathToFileURL(path).href })
  try {
    const uri = pathToFileURL(join(path, 'a.limo')).href
    client.open(uri, text.replace('status: draft', 'status: review'))
    const quick = await reportFrom(client, { type: 'workspace' }, false)
    assert.deepEqual(quick.examples.ids, ['one', 'two', 'three', 'four'])
    assert.deepEqual(quick.examples.lines, [3, 16, 3, 16])
    assert.deepEqual(membersOf(quick, 'status', 'draft'), ['three'])
    assert.deepEqual(membersOf(quick, 'status', 'review'), ['one'])
    const charts = (report: Report): string[] =>
      report.sections
        .flatMap(({ charts }) => charts.map(({ key }) => key))
        .filter(key => /^(?:tokens|findings)$/.test(key))
    assert.deepEqual(charts(quick), [])
    assert.deepEqual(charts(await reportFrom(client, { type: 'workspace' })), ['tokens', 'findings'])
    await until('the mathematics is worked out', async () => {
      const found = membersOf(await reportFrom(client, { type: 'workspace' }), 'findings', 'false-equality')
      return found.join() === 'one,three'
    })
    const folder = await reportFrom(client, { type: 'folder', uri: pathToFileURL(join(path, 'inner')).href })
    assert.deepEqual(folder.examples.ids, ['three', 'four'])
    const file = await reportFrom(client, { type: 'file', uri })
    assert.deepEqual([file.examples.ids, file.examples.paths], [['one', 'two'], [uri]])

    const list = async (known: Record<string, string>) =>
      examplesRequest.result.parse(await client.connection.sendRequest(examplesRequest.method, { known })).files
    const all = (await list({})).sort((a, b) => (a.uri < b.uri ? -1 : 1))
    assert.deepEqual(all[0]!.examples, [
      { id: 'one', line: 2, domain: 'sums', status: 'review' },
      { id: 'two', line: 15, status: 'accepted', difficulty: 4 },
    ])
    assert.deepEqual(
      all.map(({ examples }) => examples?.length),
      [2, 0, 2],
    )
    const known = Object.fromEntries(all.map(({ key, uri }) => [uri, key]))
    client.change(uri, 2, [{ text: text.replace('@example two', '@example too') }])
    const again = await list(known)
    assert.deepEqual(
      again.filter(({ examples }) => examples).map(({ examples }) => examples!.map(({ id }) => id)),
      [['one', 'too']],
    )
  } finally {
    assert.equal(await client.close(), 0)
    rmSync(path, { recursive: true })
  }
})
