/** What the thread of the mathematics is told of itself. */
export const mathThread = 'limo-mathematics'
