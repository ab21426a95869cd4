import * as z from 'zod'
import { Claim } from './protocol.ts'
import { previewUpdates } from './settings.ts'

// What the extension and the page of the preview say to each other. Offsets are in the text as the editor has it.

const offset = z.number().min(0)

const Change = z.object({ start: offset, end: offset, text: z.string() })
export type Change = z.infer<typeof Change>

/** What the editor shows as a diagnostic. */
export const PreviewFinding = z.object({
  start: offset,
  end: offset,
  severity: z.enum(['hint', 'info', 'warning', 'error']),
  /** Empty where another extension found it. */
  rule: z.string(),
  message: z.string(),
})
export type PreviewFinding = z.infer<typeof PreviewFinding>

export const smallestZoom = 0.5
export const largestZoom = 3
const zoom = z.number().min(smallestZoom).max(largestZoom)

export const PreviewView = z.object({
  pinned: z.boolean(),
  zoom,
  scrollSync: z.boolean(),
  delay: z.number(),
  updateOn: z.enum(previewUpdates),
})
export type PreviewView = z.infer<typeof PreviewView>

/** What can be copied of the place that the menu was opened for. */
export const Copied = z.enum(['latex', 'mathml', 'markdown'])
export type Copied = z.infer<typeof Copied>

export const ToPreview = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('document'),
    uri: z.string(),
    text: z.string(),
    cursor: offset,
    /** Those that settings give; the page adds those of the header. */
    macros: z.record(z.string(), z.string()),
  }),
  /** Changes one after the other; `length` is that of the text they lead to. */
  z.object({ type: z.literal('edit'), changes: z.array(Change), length: z.number() }),
  z.object({ type: z.literal('saved') }),
  z.object({ type: z.literal('cursor'), cursor: offset }),
  /** The lines that the editor shows. */
  z.object({ type: z.literal('scroll'), start: offset, end: offset }),
  z.object({ type: z.literal('findings'), findings: z.array(PreviewFinding) }),
  z.object({ type: z.literal('claims'), claims: z.array(Claim) }),
  z.object({ type: z.literal('view'), view: PreviewView }),
  z.object({ type: z.literal('copy'), what: Copied }),
])
export type ToPreview = z.infer<typeof ToPreview>

export const FromPreview = z.discriminatedUnion('type', [
  /** The page is there, or has lost track of the text, and wants all of it. */
  z.object({ type: z.literal('ready') }),
  /** It shows claims of the example there without knowing what became of them. */
  z.object({ type: z.literal('claims'), at: offset }),
  /** It was scrolled to this place. */
  z.object({ type: z.literal('scrolled'), at: offset }),
  /** The cursor is to go there; with the focus, or without. */
  z.object({ type: z.literal('go'), at: offset, focus: z.boolean() }),
  z.object({ type: z.literal('rule'), id: z.string().regex(/^[a-z][a-z-]*$/) }),
  z.object({ type: z.literal('copied'), text: z.string() }),
  z.object({ type: z.literal('zoom'), zoom }),
  z.object({ type: z.literal('pin'), pinned: z.boolean() }),
])
export type FromPreview = z.infer<typeof FromPreview>

/** What the page keeps for the time after a reload of the window. */
export const PreviewState = z.object({
  uri: z.string(),
  /** Where the example begins that is shown. */
  place: offset.default(0),
  pinned: z.boolean().default(false),
  outline: z.boolean().default(false),
  status: z.string().default(''),
})
export type PreviewState = z.infer<typeof PreviewState>

/** Where a place of the text is after changes. What is typed at the place goes before it. */
export function moved(at: number, changes: readonly Change[]): number {
  return changes.reduce((now, { end, start, text }) => {
    if (now < start) return now
    return now >= end ? now + text.length - (end - start) : start + Math.min(now - start, text.length)
  }, at)
}

/** Where a place was before changes. */
export function movedBack(at: number, changes: readonly Change[]): number {
  return changes.reduceRight((now, { end, start, text }) => {
    if (now < start) return now
    return now >= start + text.length ? now - text.length + (end - start) : start + Math.min(now - start, end - start)
  }, at)
}
