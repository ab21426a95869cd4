import { Disposable, QuickInputButtons, type QuickPickItem, QuickPickItemKind, window } from 'vscode'

// Questions that follow one another, each with a way back to the one before.

export type Answer<T> =
  | { readonly type: 'chosen'; readonly value: T }
  | { readonly type: 'back' }
  /** Nothing is wanted any more. */
  | { readonly type: 'closed' }

export interface Choice<T> extends QuickPickItem {
  readonly value: T
}

/** A question that stands alone. */
export async function choose<C extends QuickPickItem>(
  title: string,
  question: string,
  choices: readonly C[],
): Promise<C | undefined> {
  return window.showQuickPick(choices, { title: `${title}: ${question}` })
}

/** Where a question stands among the others. */
export interface Place {
  readonly title: string
  /** From 1; questions of a detail have no number of their own. */
  readonly step?: number
  readonly steps?: number
  readonly canGoBack: boolean
}

export interface Question<T> extends Place {
  readonly question: string
  readonly choices: readonly (Choice<T> | Heading)[]
  /** Where the focus is at first; else it is on the first choice. */
  readonly active?: T
}

/** A line above the choices of a kind. */
export interface Heading extends QuickPickItem {
  readonly kind: QuickPickItemKind.Separator
}

export function heading(label: string): Heading {
  return { label, kind: QuickPickItemKind.Separator }
}

export function pick<T>({ active, choices, question, ...place }: Question<T>): Promise<Answer<T>> {
  const input = window.createQuickPick<Choice<T> | Heading>()
  input.items = choices
  input.placeholder = question
  input.matchOnDescription = true
  input.matchOnDetail = true
  const focused = choices.find(choice => 'value' in choice && choice.value === active)
  if (active !== undefined && focused) input.activeItems = [focused]
  return answered(input, place, () => {
    const [chosen] = input.selectedItems
    return chosen && 'value' in chosen ? chosen.value : undefined
  })
}

export function pickMany(
  { choices, question, ...place }: Place & { readonly question: string; readonly choices: readonly string[] },
  chosen: readonly string[],
): Promise<Answer<readonly string[]>> {
  const input = window.createQuickPick()
  input.canSelectMany = true
  input.items = choices.map(label => ({ label }))
  input.selectedItems = input.items.filter(({ label }) => chosen.includes(label))
  input.placeholder = question
  return answered(input, place, () => input.selectedItems.map(({ label }) => label))
}

/** `problem` says what is wrong with a text. */
export function type(
  { question, ...place }: Place & { readonly question: string },
  value: string,
  problem: (text: string) => string | undefined,
): Promise<Answer<string>> {
  const input = window.createInputBox()
  input.value = value
  input.prompt = question
  input.onDidChangeValue(text => {
    input.validationMessage = problem(text)
  })
  return answered(input, place, () => {
    input.validationMessage = problem(input.value)
    return input.validationMessage ? undefined : input.value
  })
}

type Input = ReturnType<typeof window.createInputBox> | ReturnType<typeof window.createQuickPick>

/** Shows a question until it is answered; while `read` gives nothing it stays. */
function answered<T>(
  input: Input,
  { canGoBack, step, steps, title }: Place,
  read: () => T | undefined,
): Promise<Answer<T>> {
  input.title = title
  input.step = step
  input.totalSteps = steps
  input.buttons = canGoBack ? [QuickInputButtons.Back] : []
  return new Promise(resolve => {
    const done = (answer: Answer<T>): void => {
      resolve(answer)
      listening.dispose()
      input.dispose()
    }
    const listening = Disposable.from(
      input.onDidTriggerButton(button => {
        if (button === QuickInputButtons.Back) done({ type: 'back' })
      }),
      input.onDidAccept(() => {
        const value = read()
        if (value !== undefined) done({ type: 'chosen', value })
      }),
      input.onDidHide(() => done({ type: 'closed' })),
    )
    input.show()
  })
}
