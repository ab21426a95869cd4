import { sourceSpan, type Text } from '../format/text.ts'
import { message } from '../message.ts'
import { piecesOf } from '../text/pieces.ts'
import { sentencesOf } from '../text/prose.ts'
import { type Problem, problemOf, type Stretch, withoutCode } from './problems.ts'
import type { Rule, View } from './rule.ts'

export const needsFigure: Rule = {
  id: 'needs-figure',
  title: 'A problem that needs a figure',
  severity: 'warning',
  docs: `
The problem points at a figure, and there is none: a model that is trained on the text learns to reason from what it cannot
see, and to make up what is missing. s1 (arXiv 2501.19393) and OpenThoughts drop such problems. The evidence is strong that
they should go; that every problem with a picture suffers is not said: in some the words alone suffice.

Say in words what the figure shows, or draw it between \`[asy]\` and \`[/asy]\`; then the mention can stay. Where the words
suffice, delete the mention. An image needs a text in its brackets that says what is to be seen.
`,
  good: [
    '@problem\nIn the diagram, $AB = 3$. What is $BC$?\n\n[asy]\ndraw((0,0)--(3,0));\n[/asy]\n',
    '@problem\nThe table below shows the sales, as shown in the figure.\n\n| day | sales |\n|---|---|\n| 1 | 5 |\n\nWhat is their sum?\n',
    '@problem\nThe rows of a triangle are shown below.\n1\n1 1\n1 3 1\nWhat is the sum of the tenth row?\n',
    '@problem\nIn $1 + 3 + 5 - 7 - 9 - 11 + \\dots$ the signs alternate, as shown. What is the next term?\n',
    '@problem\nFind the mass to two significant figures. Sam figured it is $3$ kg, and sells action figures.\n',
    '@problem\nThe product is shown below:\n$$2 \\cdot 3$$\nFind it.\n',
    '@problem\n![A triangle with the sides 3, 4 and 5, its right angle at C](t.png)\n\nWhat is its area?\n',
    '@problem\n求函数 $y = x^2$ 的图象与 $x$ 轴围成的图形的面积。图书馆有 $3$ 本书。\n',
    '@problem\n```python\nprint("as shown in the figure below")\n```\nWhat is printed?\n',
    '@problem\nIt can be shown that the sum $s$, when shown to Ann, is even. What is the last digit of the number of the films shown to her?\n',
  ],
  bad: [
    { text: '@problem\nWhat is «the volume of the cylinder shown»?\n' },
    { text: '@problem\n«In the diagram», $AB = 3$ and $BC = 4$. What is $AC$?\n' },
    { text: '@problem\nTwo semicircles touch, «as shown». What is the radius of the smaller?\n' },
    { text: '@problem\nThe track of «Figure 2» is $400$ m long. What is its width?\n' },
    { text: '@problem\nWhat is the area?\n«![](area.png)»\n' },
    { text: '@problem\n«如图»所示，$AB = 3$，求 $BC$ 的长。\n' },
    { text: '@problem\n«图 6－1» 是园林规划图，草地占 $\\frac{3}{4}$，问水池的面积是多少？\n' },
  ],
  *check(view) {
    for (const problem of problemOf(view)) {
      for (const { start, end } of imagesIn(problem.text)) {
        yield {
          span: sourceSpan(problem.text, start, end),
          message: message(
            'A model that is trained on the text does not see this image; expected what it shows in words',
          ),
        }
      }
      const mention = missingFigure(problem, view.words)
      if (!mention) continue
      const { start, end } = mention
      yield {
        span: sourceSpan(problem.text, start, end),
        message: message(
          '"{mention}" refers to a figure that is not there; expected what it shows in words, or an [asy] drawing',
          {
            mention: problem.text.value.slice(start, end),
          },
        ),
      }
    }
  },
}

const image =
  /!\[([^\]\n]{0,300})\](?:\([^)\n]{0,300}\)|\[[^\]\n]{0,200}\])|\\includegraphics\s*(?:\[[^\]\n]{0,200}\])?\s*\{[^{}\n]{0,300}\}|<img\b[^>]{0,300}>/g

/** The images of a text, but for those with a text in their place that says what they show. */
function* imagesIn(text: Text): Generator<Stretch> {
  if (!/!\[|\\includegraphics|<img\b/.test(text.value)) return
  for (const match of withoutCode(text).matchAll(image)) {
    const words = match[1]?.match(/[\u3400-\u9fff]|[\p{L}\p{N}]+/gu)?.length ?? 0
    if (words < 8) yield { start: match.index, end: match.index + match[0].length }
  }
}

/** The first mention of a figure in a text in which nothing is drawn, tabulated or, where that will do, displayed. */
function missingFigure({ text, prose }: Problem, words: View['words']): Stretch | undefined {
  if (isDrawn(text)) return undefined
  const silent = words.find('no-figure', prose)
  const refers = (at: Stretch): boolean => !silent.some(({ start, end }) => start < at.end && at.start < end)
  const numbered = words
    .find('figure-name', prose)
    .map(name => ({
      start: name.start,
      end: name.end + (/^\s?\d+(?:[-－—.]\d+)?/.exec(prose.slice(name.end, name.end + 20))?.[0].length ?? 0),
      name,
    }))
    .filter(({ end, name }) => end > name.end)
  const mentions: Stretch[] = [...words.find('figure', prose), ...numbered]
  if (!isDisplayed(text)) mentions.push(...words.find('shown', prose).filter(at => !showsText(text, prose, at)))
  return mentions.filter(refers).sort((a, b) => a.start - b.start || b.end - a.end)[0]
}

const drawing =
  /\[asy\]|\\begin\{(?:tikzpicture|picture|asy|tabular|array|CD)\*?\}|\\chemfig|<svg\b|\|[ \t]{0,9}:?-{3,99}:?[ \t]{0,9}\|/

function isDrawn(text: Text): boolean {
  return drawing.test(text.value) || piecesOf(text).some(piece => piece.type === 'asy' || piece.type === 'fence')
}

/** Whether a formula or a list stands by itself, which may be what is shown. */
function isDisplayed(text: Text): boolean {
  return (
    piecesOf(text).some(piece => piece.type === 'math' && piece.display) ||
    /\n[ \t]*(?:[-*+]|\d+[.)])[ \t]/.test(text.value)
  )
}

const longFormula = 25

/** Whether what is shown may be the lines behind, or a formula of the same sentence. */
function showsText(text: Text, prose: string, { start, end }: Stretch): boolean {
  const sentence = sentencesOf(text).find(at => at.start <= start && start < at.end)
  if (!sentence) return false
  return (
    /^[^.。\n]{0,200}(?:[:：]|[.。]?[ \t]*\n[ \t]*[^\s])/.test(prose.slice(end, end + 250)) ||
    piecesOf(text).some(
      piece => sentence.start <= piece.start && piece.end <= sentence.end && piece.end - piece.start > longFormula,
    )
  )
}
