import type { Answer, Document, Example, Part, Region, Solution } from '../server/src/core/format/document.ts'
import type { Text } from '../server/src/core/format/text.ts'
import { sourceOffset } from '../server/src/core/format/text.ts'
import { effectiveFields, referenceWords } from '../server/src/core/row.ts'
import type { Word } from '../server/src/core/span.ts'
import type { Macros } from '../server/src/core/text/latex.ts'
import { type ReadStep, stepsOf } from '../server/src/core/text/pieces.ts'
import { element } from './preview-element.ts'
import { renderMath } from './preview-math.ts'
import type { Block } from './preview-patch.ts'
import { renderLine, renderText, type Surroundings } from './preview-text.ts'

/** What is shown where the cursor is above the first example. */
export function headerBlocks(document: Document): Block[] {
  const fields = document.regions[0]!.header?.fields.values ?? {}
  const count = document.regions.filter(region => region.example).length
  const lines = [
    fields.title ?? 'Data set',
    fields.description ?? '',
    `${count} ${count === 1 ? 'example' : 'examples'}`,
  ]
  return [
    block('header', 0, lines, () =>
      element(
        'header',
        '',
        element('h1', '', lines[0]!),
        ...(lines[1] ? [element('p', '', lines[1])] : []),
        element('p', 'quiet', lines[2]!),
      ),
    ),
  ]
}

export function exampleBlocks(document: Document, region: Region, macros: Macros): Block[] {
  const example = region.example!
  const fields = effectiveFields(document, example)
  const language = fields.language ?? ''
  const labels = example.solutions.map(solution => solution.label?.text ?? null)
  const make: Maker = (kind, from, content, render) =>
    block(kind, from, [content, macros, language, labels], () => {
      const made = render()
      if (language) made.lang = language
      return made
    })
  const plain: Surroundings = { macros, refer: referrer(example, undefined, language) }
  const blocks = [
    header(make, example, fields),
    ...(example.problem ? [problem(make, example.problem, plain)] : []),
    ...example.solutions.flatMap((solution, i) =>
      solutionBlocks(make, solution, i, example, { macros, refer: referrer(example, solution, language) }),
    ),
    ...(example.answer ? [answer(make, example.answer, plain)] : []),
    ...notes(make, 'Hint', example.hints, plain),
    ...checks(make, example.checks, macros),
  ]
  return blocks.sort((a, b) => a.from - b.from)
}

/** `content` is all that decides what is rendered. */
type Maker = (kind: string, from: number, content: unknown, render: () => HTMLElement) => Block

function block(kind: string, from: number, content: unknown, render: () => HTMLElement): Block {
  return { key: JSON.stringify([kind, content]), from, render }
}

function header(make: Maker, example: Example, fields: ReturnType<typeof effectiveFields>): Block {
  const id = example.id?.text ?? ''
  const { title, domain, topics = [], difficulty, status, source } = fields
  const from = typeof source === 'object' ? source.name : source
  const facts = [
    domain,
    ...topics,
    difficulty === undefined ? undefined : `difficulty ${difficulty}`,
    status,
    from,
  ].filter(fact => fact !== undefined)
  return make('header', 0, [id, title, facts], () =>
    element(
      'header',
      '',
      element('h1', '', title ?? (id || 'Example without an id')),
      element(
        'p',
        'quiet',
        ...(title ? [element('code', '', id)] : []),
        ...facts.map(fact => element('span', '', fact)),
      ),
    ),
  )
}

function problem(make: Maker, part: Part, around: Surroundings): Block {
  return make('problem', part.directive.line.start, part.text.value, () =>
    element('section', 'problem', element('h2', '', 'Problem'), ...renderText(part.text, around)),
  )
}

function solutionBlocks(
  make: Maker,
  solution: Solution,
  index: number,
  example: Example,
  around: Surroundings,
): Block[] {
  const many = example.solutions.length > 1
  const name = many ? `Solution ${index + 1}` : 'Solution'
  const labels = solution.steps.map(step => step.label?.text ?? null)
  const wrongFrom = solution.flawed ? solution.steps.findIndex(step => step.errors.length) : -1
  const opening = solution.steps.length ? solution.text : undefined
  return [
    make(
      'solution',
      solution.directive.line.start,
      [name, solution.flawed, solution.title?.text, opening?.value, labels],
      () =>
        element(
          'section',
          'solution',
          element(
            'h2',
            '',
            name,
            ...(solution.flawed ? [element('span', 'flawed', 'flawed')] : []),
            ...titleOf(solution.title, around),
          ),
          ...(opening ? renderText(opening, around) : []),
        ),
    ),
    ...stepsOf(solution).map((step, i) => stepBlock(make, step, wrongFrom >= 0 && i >= wrongFrom, labels, around)),
    ...notes(make, 'Hint', solution.hints, around),
    ...checks(make, solution.checks, around.macros),
  ]
}

function stepBlock(make: Maker, read: ReadStep, wrong: boolean, labels: unknown, around: Surroundings): Block {
  const { number, step, text, within } = read
  const from = step?.directive.line.start ?? sourceOffset(text, within.start)
  const value = text.value.slice(within.start, within.end)
  const texts = (parts: readonly Part[] = []): string[] => parts.map(part => part.text.value)
  const content = [
    number,
    step?.kind,
    step?.title?.text,
    value,
    wrong,
    labels,
    texts(step?.errors),
    texts(step?.hints),
    texts(step?.checks),
  ]
  return make('step', from, content, () => {
    const head = [...(step?.kind ? [element('span', 'kind', step.kind)] : []), ...titleOf(step?.title, around)]
    const made = element(
      'section',
      wrong ? 'step wrong' : 'step',
      element('span', 'number', `${number}`),
      element(
        'div',
        'body',
        ...(head.length ? [element('h3', '', ...head)] : []),
        ...renderText(text, around, within),
        ...(step?.errors ?? []).map(part => note('Error', part.text, around)),
        ...(step?.hints ?? []).map(part => note('Hint', part.text, around)),
        ...(step?.checks ?? []).map(part => check(part.text, around.macros)),
      ),
    )
    made.setAttribute('aria-label', `Step ${number}`)
    return made
  })
}

function answer(make: Maker, part: Answer, around: Surroundings): Block {
  const { directive, kind, text } = part
  const unit = directive.attributes.find(attribute => attribute.key.text === 'unit')?.value?.text
  return make('answer', directive.line.start, [text.value, kind, unit], () =>
    element(
      'section',
      'answer',
      element('h2', '', 'Answer', ...(kind ? [element('span', 'kind', kind)] : [])),
      ...(kind === 'text' || kind === 'choice' || kind === 'proof'
        ? renderText(text, around)
        : [element('p', '', claim(text, around.macros), ...(unit ? [` ${unit}`] : []))]),
    ),
  )
}

function notes(make: Maker, name: string, parts: readonly Part[], around: Surroundings): Block[] {
  return parts.map(part => make(name, part.directive.line.start, part.text.value, () => note(name, part.text, around)))
}

function note(name: string, text: Text, around: Surroundings): HTMLElement {
  const nodes = renderText(text, around)
  return element('aside', name.toLowerCase(), element('strong', 'name', name), ...nodes)
}

function checks(make: Maker, parts: readonly Part[], macros: Macros): Block[] {
  return parts.map(part => make('check', part.directive.line.start, part.text.value, () => check(part.text, macros)))
}

function check(text: Text, macros: Macros): HTMLElement {
  return element('aside', 'check', element('strong', 'name', 'Check'), element('p', '', claim(text, macros)))
}

/** A text that is LaTeX without delimiters; dollars around it are allowed. */
function claim(text: Text, macros: Macros): HTMLElement {
  const typed = text.value
  const latex = /^\$([^$]*)\$$/.exec(typed)?.[1] ?? typed
  return typed ? renderMath(latex, false, macros, typed) : element('span', 'quiet', 'none')
}

function titleOf(title: Word | undefined, around: Surroundings): Node[] {
  if (!title) return []
  const text: Text = { value: title.text, span: title.span, runs: [{ at: 0, source: title.span.start }] }
  return [element('span', 'title', ...renderLine(text, around))]
}

/** References in words, as exports have them. */
function referrer(example: Example, solution: Solution | undefined, language: string): Surroundings['refer'] {
  return label => referenceWords(label, solution, example, language)
}
