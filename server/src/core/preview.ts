import * as z from 'zod'

// What the extension and the page of the preview say to each other. Offsets are in the text as the editor has it.

const Change = z.object({ start: z.number(), end: z.number(), text: z.string() })

export const ToPreview = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('document'),
    uri: z.string(),
    text: z.string(),
    cursor: z.number(),
    /** Those that settings give; the page adds those of the header. */
    macros: z.record(z.string(), z.string()),
  }),
  /** Changes one after the other; `length` is that of the text they lead to. */
  z.object({ type: z.literal('edit'), changes: z.array(Change), length: z.number() }),
  z.object({ type: z.literal('cursor'), cursor: z.number() }),
])
export type ToPreview = z.infer<typeof ToPreview>

/** The page is there, or has lost track of the text, and wants all of it. */
export const FromPreview = z.object({ type: z.literal('ready') })
export type FromPreview = z.infer<typeof FromPreview>

/** What the page keeps for the time after a reload of the window. */
export const PreviewState = z.object({ uri: z.string() })
export type PreviewState = z.infer<typeof PreviewState>
