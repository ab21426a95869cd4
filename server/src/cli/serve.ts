import { command, exits, WrongUse } from './command.ts'

export const serve = command({
  name: 'serve',
  summary: 'Speak the language server protocol, for editors.',
  usage: '--stdio',
  docs: 'Speaks the language server protocol until the editor is gone.',
  options: {
    stdio: { docs: 'Over standard input and output.' },
    'node-ipc': { docs: 'Over the channel to the Node process that started it.' },
    // Editors hand it to every server.
    clientProcessId: { docs: 'The process of the editor.', value: 'ID', hidden: true },
  },
  async run(values, paths) {
    if (paths.length) throw new WrongUse(`limo serve takes no paths: ${paths.join(' ')}`)
    if (values.stdio === values['node-ipc']) throw new WrongUse('limo serve needs either --stdio or --node-ipc')
    const { serve } = await import('../server.ts')
    serve(values.stdio ? 'stdio' : 'node-ipc')
    return exits.clean
  },
})
