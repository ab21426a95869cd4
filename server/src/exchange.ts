import { type CancellationToken, type Connection, ErrorCodes, ResponseError } from 'vscode-languageserver'
import * as z from 'zod'
import type { Request } from './core/protocol.ts'

/** Asks the client; what it answers is parsed on arrival. */
export async function ask<P extends z.ZodType, R extends z.ZodType>(
  connection: Connection,
  request: Request<P, R>,
  params: z.input<P>,
  token?: CancellationToken,
): Promise<z.output<R>> {
  // A token that is undefined would be sent as a second parameter.
  const rest = token ? [token] : []
  return request.result.parse(await connection.sendRequest(request.method, params, ...rest))
}

/** Answers the client; what it asks is parsed on arrival. */
export function answer<P extends z.ZodType, R extends z.ZodType>(
  connection: Connection,
  request: Request<P, R>,
  handler: (params: z.output<P>, token: CancellationToken) => Promise<z.input<R>> | z.input<R>,
): void {
  connection.onRequest(request.method, (params: unknown, token: CancellationToken) => {
    const read = request.params.safeParse(params)
    if (!read.success) throw new ResponseError(ErrorCodes.InvalidParams, z.prettifyError(read.error))
    return handler(read.data, token)
  })
}
