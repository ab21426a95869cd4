import type { Rule } from './rule.ts'

/** Yields nothing by itself: `lint` knows which suppressions were of use, and reports the others under this rule. */
export const unusedSuppression: Rule = {
  id: 'unused-suppression',
  title: 'A suppression that suppresses nothing',
  severity: 'warning',
  docs: `
\`%% limo-disable-next-line rule …\` silences rules on the line below it, \`%% limo-disable rule …\` from there to the
end of the example, and in the header for the whole file. One that silences nothing is left over from a text that has
changed, or names a rule that does not exist; it would hide the next finding without anybody having looked at it.

Delete the comment, or correct the name of the rule.
`,
  good: ['@example a\n%% limo-disable-next-line unknown-directive\n @Step\n'],
  bad: [
    {
      text: '@example a\n«%% limo-disable-next-line unknown-directive»\n@problem\nWhat?\n',
      fixed: '@example a\n@problem\nWhat?\n',
    },
  ],
}
