import { message } from '../message.ts'
import { tracedNumbers } from './provenance.ts'
import type { Found, View } from './rule.ts'

/** Numbers that a step calculates with and only a later one comes to. */
export function* numbersOutOfOrder({ region }: View): Generator<Found> {
  for (const { numbers } of tracedNumbers(region)) {
    for (const { number, origin, span, step } of numbers) {
      if (origin.type !== 'later') continue
      const later = { number: number.text, step: origin.step }
      yield {
        span,
        message:
          origin.step === step
            ? message('{number} is only found further on in this step; expected it before it is used', later)
            : message('{number} is only found in step {step}; expected it before it is used', later),
        related: [{ span: origin.by, message: message('Here it is found') }],
      }
    }
  }
}
