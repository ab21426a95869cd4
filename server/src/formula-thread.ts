import { svgOf } from './mathjax.ts'
import { serve } from './thread.ts'

// The thread that sets formulas, in a file of its own because MathJax is large.

serve(svgOf)
