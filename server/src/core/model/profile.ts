import * as z from 'zod'

// Which model is asked, and how. No profile holds a secret.

export const providers = ['openai-compatible', 'anthropic', 'vscode'] as const

/** What a project may say of a model: everything else is for the user alone to say. */
export const ProjectProfile = z.strictObject({
  provider: z.enum(providers).default('openai-compatible').meta({
    description:
      'openai-compatible: a server that speaks chat completions, hosted or local. anthropic: the messages of Anthropic. vscode: the models of the editor.',
  }),
  baseUrl: z.string().optional().meta({
    description: 'Where the server is, such as `http://localhost:11434/v1`. Not for vscode.',
  }),
  model: z.string().min(1).meta({ description: 'The name of the model there.' }),
})
export type ProjectProfile = z.infer<typeof ProjectProfile>

/** A profile of the user. */
export const Profile = ProjectProfile.extend({
  temperature: z.number().min(0).max(2).optional().meta({ description: 'As the server has it unless set.' }),
  maxTokens: z.int().min(1).max(10_000_000).optional().meta({
    description: 'How many tokens a reply may have, thinking included. As the server has it unless set.',
  }),
  reasoningEffort: z.string().min(1).optional().meta({
    description: 'How much a reasoning model thinks: low, medium, high, or what else the server knows.',
  }),
  headers: z.record(z.string(), z.string()).optional().meta({ description: 'Further headers of each request.' }),
  timeout: z.number().min(0).max(86_400).optional().meta({
    description: 'How many seconds a reply may take; no limit unless set, since reasoning models take minutes.',
  }),
  concurrency: z.int().min(1).max(1024).optional().meta({ description: 'How many requests at once; 4 unless set.' }),
  price: z
    .strictObject({ input: z.number().min(0), output: z.number().min(0) })
    .optional()
    .meta({ description: 'What a million tokens cost, so that the cost of a check can be told.' }),
  keyEnv: z.string().min(1).optional().meta({ description: 'The environment variable that holds the key.' }),
  envFile: z.string().min(1).optional().meta({
    description: 'The file that holds that variable, a line NAME=value each, where the environment has none.',
  }),
  keyCommand: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .meta({ description: 'A program and its arguments that print the key, such as a secret manager.' }),
})
export type Profile = z.infer<typeof Profile>

/** What the judging side may know of a profile: enough for hashes, estimates and records, nothing that opens a door. */
export const ModelInfo = z.object({
  /** Of the profile. */
  name: z.string(),
  provider: z.enum(providers),
  model: z.string(),
  /** Where requests go: `https://host:port`; `vscode` for the editor's own models. */
  origin: z.string(),
  parameters: z.object({
    temperature: z.number().optional(),
    maxTokens: z.number().optional(),
    reasoningEffort: z.string().optional(),
  }),
  concurrency: z.int().min(1),
  price: z.object({ input: z.number(), output: z.number() }).optional(),
})
export type ModelInfo = z.infer<typeof ModelInfo>
