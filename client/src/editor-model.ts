import {
  CancellationTokenSource,
  type LanguageModelChat,
  LanguageModelChatMessage,
  LanguageModelError,
  LanguageModelTextPart,
} from 'vscode'
import type { Ask, ChatMessage, FailureKind, Question, Reply } from '../../server/src/core/model/ask.ts'
import type { Profile } from '../../server/src/core/model/profile.ts'
import { thinkSplitter, withoutThinking } from '../../server/src/core/model/thinking.ts'
import { editorModels } from './profiles.ts'

/** Asks a model of the editor; whether it may, VS Code asks the user by itself. */
export function editorAsk(profile: Profile): Ask {
  return async (question, { heard, signal } = {}) => {
    const started = performance.now()
    const source = new CancellationTokenSource()
    const cancel = (): void => source.cancel()
    signal?.addEventListener('abort', cancel)
    if (signal?.aborted) cancel()
    try {
      const model = await modelNamed(profile.model)
      if (!model) return failed('not-found', `The editor has no model "${profile.model}"`)
      const messages = question.messages.map(messageOf)
      const { temperature, maxTokens, reasoningEffort } = profile
      const response = await model.sendRequest(
        messages,
        {
          justification: 'It solves the problems of your examples and reviews their solutions.',
          modelOptions: {
            ...(temperature !== undefined && { temperature }),
            ...(maxTokens !== undefined && { max_tokens: maxTokens }),
            ...(reasoningEffort !== undefined && { reasoning_effort: reasoningEffort }),
          },
        },
        source.token,
      )
      let text = ''
      const splitter = thinkSplitter()
      for await (const part of response.stream) {
        if (!(part instanceof LanguageModelTextPart)) continue
        text += part.value
        for (const said of splitter.push(part.value)) heard?.(said)
      }
      for (const said of splitter.end()) heard?.(said)
      if (signal?.aborted) return failed('cancelled', 'Cancelled')
      const answer = withoutThinking(text)
      if (!answer.trim()) return failed('reply', 'The model sent an empty reply')
      const seconds = (performance.now() - started) / 1000
      const tokens = { input: await count(model, question, source), output: await counted(model, text, source) }
      return { type: 'reply', text: answer, model: model.id, tokens, seconds, cached: false }
    } catch (error) {
      return signal?.aborted ? failed('cancelled', 'Cancelled') : whatFailed(profile.model, error)
    } finally {
      signal?.removeEventListener('abort', cancel)
      source.dispose()
    }
  }
}

/** By vendor and id, else by what people call it. */
async function modelNamed(name: string): Promise<LanguageModelChat | undefined> {
  const models = await editorModels()
  return (
    models.find(({ id, vendor }) => `${vendor}/${id}` === name) ??
    models.find(({ id }) => id === name) ??
    models.find(({ family, name: shown }) => family === name || shown === name)
  )
}

/** There is no message of the system: what it says, the user says first. */
function messageOf({ content, role }: ChatMessage): LanguageModelChatMessage {
  return role === 'assistant' ? LanguageModelChatMessage.Assistant(content) : LanguageModelChatMessage.User(content)
}

async function count(
  model: LanguageModelChat,
  { messages }: Question,
  source: CancellationTokenSource,
): Promise<number> {
  const all = await Promise.all(messages.map(message => counted(model, message.content, source)))
  return all.reduce((sum, tokens) => sum + tokens, 0)
}

/** As the model counts; zero where it does not tell. */
async function counted(model: LanguageModelChat, text: string, { token }: CancellationTokenSource): Promise<number> {
  try {
    return await model.countTokens(text, token)
  } catch {
    return 0
  }
}

function whatFailed(name: string, error: unknown): Reply {
  const said = error instanceof Error ? error.message.replace(/\s+/g, ' ').slice(0, 200) : ''
  const code = error instanceof LanguageModelError ? error.code : ''
  if (code === LanguageModelError.NoPermissions.name) {
    return failed('refused-here', `The editor may not ask ${name} for LIMO: allow it when VS Code asks`)
  }
  if (code === LanguageModelError.NotFound.name)
    return failed('not-found', `The editor has no model "${name}" any more`)
  if (code === LanguageModelError.Blocked.name) {
    return failed('rate', `${name} takes no more requests for now${said && `: ${said}`}`)
  }
  return failed('server', `${name} failed${said && `: ${said}`}`)
}

function failed(kind: FailureKind, reason: string): Reply {
  return { type: 'failed', kind, reason }
}
