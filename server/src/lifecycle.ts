import { ErrorCodes, Message, type MessageStrategy, type MessageWriter } from 'vscode-languageserver/node'

/**
 * What the protocol asks of a server before `initialize` and after `shutdown`: requests are refused, notifications are
 * dropped, and only `exit` is always heard.
 */
export function lifecycle(writer: MessageWriter): MessageStrategy {
  let state: 'new' | 'running' | 'shut down' = 'new'
  return {
    handleMessage(message, next) {
      if (Message.isRequest(message)) {
        const refusal = refused(message.method)
        if (refusal) void writer.write({ jsonrpc: '2.0', id: message.id, error: refusal } as Message)
        else next(message)
      } else if (state === 'running' || !Message.isNotification(message) || message.method === 'exit') next(message)
    },
  }

  function refused(method: string): { code: number; message: string } | undefined {
    if (method === 'initialize' && state === 'new') state = 'running'
    else if (state === 'new') return { code: ErrorCodes.ServerNotInitialized, message: 'not initialized yet' }
    else if (state === 'shut down') return { code: ErrorCodes.InvalidRequest, message: 'shut down already' }
    else if (method === 'initialize') return { code: ErrorCodes.InvalidRequest, message: 'initialized already' }
    else if (method === 'shutdown') state = 'shut down'
    return undefined
  }
}
