import { parentPort } from 'node:worker_threads'
import { svgOf, type Task } from './mathjax.ts'

// The thread that sets formulas, in a file of its own because MathJax is large.

const port = parentPort!
port.on('message', (task: Task) => port.postMessage(svgOf(task)))
port.postMessage('ready')
