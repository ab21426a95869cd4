const vscode = require('vscode')

// Offers models to other extensions as those of the editor are offered: one adds, one refuses, one never ends.

const models = ['adder', 'refuser', 'sleeper'].map(id => ({
  id,
  name: `The ${id}`,
  family: id,
  version: '1',
  maxInputTokens: 10_000,
  maxOutputTokens: 10_000,
  capabilities: {},
}))

exports.activate = context => {
  context.subscriptions.push(
    vscode.lm.registerLanguageModelChatProvider('limo-test', {
      provideLanguageModelChatInformation: () => models,
      provideTokenCount: (_, text) => Promise.resolve(typeof text === 'string' ? text.length : 1),
      async provideLanguageModelChatResponse({ id }, messages, _, progress, token) {
        if (id === 'refuser') throw vscode.LanguageModelError.Blocked('the quota is used up')
        if (id === 'sleeper') await new Promise(resolve => token.onCancellationRequested(resolve))
        const text = messages.flatMap(({ content }) => content.map(part => part.value ?? '')).join('\n')
        const reply = text.includes('first_wrong_step')
          ? JSON.stringify({ steps: [{ step: 1, reason: 'It is 3', verdict: 'wrong' }], first_wrong_step: 1 })
          : '<think>one and two</think>So it is $\\boxed{3}$.'
        for (const piece of reply.match(/.{1,7}/g)) progress.report(new vscode.LanguageModelTextPart(piece))
      },
    }),
  )
}
