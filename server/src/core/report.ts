import * as z from 'zod'

// The report of a data set: its statistics as charts, each a plain list of groups that know their examples. A page and
// a file draw the same ones. And what the extension and the page say to each other.

const tones = ['plain', 'quiet', 'good', 'error', 'warning', 'info', 'hint'] as const

/** Something of a chart that can be pointed at: a bar, a dot, a cell. `members` are numbers of examples. */
const group = {
  name: z.string(),
  members: z.array(z.int().min(0)),
  tone: z.enum(tones).default('plain'),
  /** What stands in further columns of the table. */
  cells: z.array(z.string()).default([]),
}
const shared = {
  /** Its anchor, and by what a click names it. */
  key: z.string().regex(/^[a-z-]+$/),
  title: z.string(),
  /** What is to be known to read it. */
  note: z.string().default(''),
  /** What its further columns are called. */
  columns: z.array(z.string()).default([]),
}
const Axis = z.object({ name: z.string() })

export const Chart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('bars'), ...shared, groups: z.array(z.object(group)) }),
  z.object({
    type: z.literal('histogram'),
    ...shared,
    axis: Axis,
    groups: z.array(z.object({ ...group, from: z.number(), to: z.number() })),
    /** A value that matters, where it is in sight. */
    mark: z.object({ at: z.number(), name: z.string() }).optional(),
  }),
  z.object({
    type: z.literal('scatter'),
    ...shared,
    across: Axis,
    up: Axis,
    groups: z.array(z.object({ ...group, x: z.number(), y: z.number() })),
    mark: z.object({ at: z.number(), name: z.string() }).optional(),
  }),
  z.object({
    type: z.literal('grid'),
    ...shared,
    rows: z.array(z.string()),
    /** The heads of its columns. */
    heads: z.array(z.string()),
    groups: z.array(z.object({ ...group, row: z.int().min(0), column: z.int().min(0) })),
  }),
])
export type Chart = z.infer<typeof Chart>

export const ReportSection = z.object({
  title: z.string(),
  /** What is to be said where there is nothing to draw, or beside it. */
  note: z.string(),
  charts: z.array(Chart),
})
export type ReportSection = z.infer<typeof ReportSection>

export const Report = z.object({
  title: z.string(),
  /** Numbers at a glance. */
  figures: z.array(z.object({ name: z.string(), value: z.string(), note: z.string() })),
  sections: z.array(ReportSection),
  /** The examples by their numbers, as columns: the same words stand once for all of them. */
  examples: z.object({
    ids: z.array(z.string()),
    files: z.array(z.int().min(0)),
    lines: z.array(z.int().min(1)),
    paths: z.array(z.string()),
  }),
})
export type Report = z.infer<typeof Report>

export const ToReport = z.discriminatedUnion('type', [
  /** `scope` is what the page keeps, to be shown again after a reload. */
  z.object({ type: z.literal('report'), report: Report, scope: z.string() }),
  /** What is shown may be old: there is no newer one, and why. */
  z.object({ type: z.literal('failed'), reason: z.string() }),
])
export type ToReport = z.input<typeof ToReport>

export const FromReport = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** Show an example in its source: its file, by its place in `paths`, and its line from 1. */
  z.object({ type: z.literal('open'), file: z.int().min(0), line: z.int().min(1), beside: z.boolean() }),
  z.object({ type: z.literal('rule'), id: z.string().regex(/^[a-z][a-z-]*$/) }),
])
export type FromReport = z.infer<typeof FromReport>

/** What the page keeps over a reload: which data set it shows. */
export const ReportState = z.object({ scope: z.string() })
export type ReportState = z.infer<typeof ReportState>
