const listening = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls when a signal is aborted, until what comes back is called. One signal serves a whole run, and Node takes more than
 * ten listeners of one for a leak: here they share one.
 */
export function whenAborted(signal: AbortSignal, listener: () => void): () => void {
  let listeners = listening.get(signal)
  if (!listeners) {
    const all = new Set<() => void>()
    listeners = all
    listening.set(signal, all)
    signal.addEventListener('abort', () => {
      for (const listener of all) listener()
    })
  }
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
