const longest = 2 ** 31 - 1

/** Resolves after some milliseconds, however many, and at once when the signal is aborted. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    let left = milliseconds
    let timer: NodeJS.Timeout | undefined
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const wait = () => {
      const now = Math.min(left, longest)
      left -= now
      timer = setTimeout(left > 0 ? wait : end, now)
    }
    if (signal.aborted) return end()
    signal.addEventListener('abort', end)
    wait()
  })
}
