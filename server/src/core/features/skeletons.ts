import { snippetOf } from './snippet.ts'

/** A whole piece of a file, as a snippet. */
export interface Skeleton {
  readonly label: string
  readonly docs: string
  readonly snippet: string
}

export const headerSkeleton: Skeleton = {
  label: '@limo header',
  docs: 'The header of a file: version, title, licence and language',
  snippet: snippetOf(`@limo 1
title: «1:What the data set is called»
license: «2:CC-BY-4.0»
language: «3:en»

«0»`),
}

const head = `@example «1:id»
domain: «2:algebra»
difficulty: 3
status: draft
`

export const exampleSkeletons: readonly Skeleton[] = [
  {
    label: '@example with steps',
    docs: 'A problem, a solution in steps, and the answer',
    snippet: snippetOf(String.raw`${head}
@problem
«3:What is asked»

@solution

@step understand
«4:What is given and what is asked»

@step derive
«5:The reasoning»

@step conclude
«6:So the answer is» $\boxed{«7:answer»}$.

@answer: «7:answer»
«0»`),
  },
  {
    label: '@example with choices',
    docs: 'A problem with choices; the answer is a letter',
    snippet: snippetOf(String.raw`${head}
@problem
«3:What is asked»

(A) «4:first»
(B) «5:second»
(C) «6:third»
(D) «7:fourth»

@solution

@step derive
«8:The reasoning»

@step conclude
So the answer is $\boxed{\text{«9:A»}}$.

@answer choice: «9:A»
«0»`),
  },
  {
    label: '@example with a proof',
    docs: 'A claim and its proof, without a boxed answer',
    snippet: snippetOf(`${head}
@problem
Prove that «3:what is claimed».

@solution

@step plan
«4:How the proof goes, and why»

@step derive
«5:The reasoning»

@step conclude
«6:What is proved»

@answer proof
«0»`),
  },
]

export const flawedSkeleton: Skeleton = {
  label: '@solution flawed with an error',
  docs: 'A solution that goes wrong, with the step where it does',
  snippet: snippetOf(String.raw`@solution flawed

@step derive
«1:The wrong reasoning»
@error: «2:What is wrong»

@step conclude
So the answer is $\boxed{«3:wrong answer»}$.
«0»`),
}
