/** Thrown inside the engine where a value cannot be told; every function that is called from outside catches it. */
export class Unknown extends Error {}

/** What one question may cost: so that no formula can hang, whatever it says. */
export interface Budget {
  steps: number
}

export function newBudget(steps = 20_000): Budget {
  return { steps }
}

export function spend(budget: Budget, steps = 1): void {
  budget.steps -= steps
  if (budget.steps < 0) throw new Unknown('it takes too long')
}

/** The result, or undefined where the engine does not know or runs out of stack. */
export function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if (error instanceof Unknown || error instanceof RangeError) return undefined
    throw error
  }
}
