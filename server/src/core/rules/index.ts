import { abruptEnd } from './abrupt-end.ts'
import { answerFirst } from './answer-first.ts'
import { answerInProblem } from './answer-in-problem.ts'
import { answerKindMismatch } from './answer-kind-mismatch.ts'
import { answerMismatch } from './answer-mismatch.ts'
import { answerNotReached } from './answer-not-reached.ts'
import { answerUnexplained } from './answer-unexplained.ts'
import { answerWithDollars } from './answer-with-dollars.ts'
import { approximationAsEquality } from './approximation-as-equality.ts'
import { assumesConclusion } from './assumes-conclusion.ts'
import { bareFormulas } from './bare-formulas.ts'
import { benchmarkOverlap } from './benchmark-overlap.ts'
import { beyondCutoff } from './beyond-cutoff.ts'
import { boxNotLast } from './box-not-last.ts'
import { boxedProof } from './boxed-proof.ts'
import { caseMissing } from './case-missing.ts'
import { checkFailed } from './check-failed.ts'
import { checkUndecided } from './check-undecided.ts'
import { choiceListMismatch } from './choice-list-mismatch.ts'
import { circularReasoning } from './circular-reasoning.ts'
import { circularReference } from './circular-reference.ts'
import { claimFromExamples } from './claim-from-examples.ts'
import { copiedValueDiffers } from './copied-value-differs.ts'
import { cutFence } from './cut-fence.ts'
import { dollarAroundEnvironment } from './dollar-around-environment.ts'
import { duplicateId } from './duplicate-id.ts'
import { duplicateLabel } from './duplicate-label.ts'
import { emptyConclusion } from './empty-conclusion.ts'
import { emptyPart } from './empty-part.ts'
import { equationMisfit } from './equation-misfit.ts'
import { falseEquality } from './false-equality.ts'
import { fieldSyntax } from './field-syntax.ts'
import { flawedWithoutError } from './flawed-without-error.ts'
import { handWaving } from './hand-waving.ts'
import { inconsistentValue } from './inconsistent-value.ts'
import { invalidFieldValue } from './invalid-field-value.ts'
import { invalidId } from './invalid-id.ts'
import { invalidMacro } from './invalid-macro.ts'
import { invalidMath } from './invalid-math.ts'
import { invalidYaml } from './invalid-yaml.ts'
import { languageMismatch } from './language-mismatch.ts'
import { leftoverTalk } from './leftover-talk.ts'
import { licenseConflict } from './license-conflict.ts'
import { licenseMissing } from './license-missing.ts'
import { loneDollar } from './lone-dollar.ts'
import { longFormula } from './long-formula.ts'
import { misplacedDirective } from './misplaced-directive.ts'
import { missingBox } from './missing-box.ts'
import { missingHeader } from './missing-header.ts'
import { missingId } from './missing-id.ts'
import { missingPart } from './missing-part.ts'
import { missingVersion } from './missing-version.ts'
import { mixedLineEnds } from './mixed-line-ends.ts'
import { modelDisagrees } from './model-disagrees.ts'
import { modelFindsError } from './model-finds-error.ts'
import { modelUndecided } from './model-undecided.ts'
import { multiPart } from './multi-part.ts'
import { nearDuplicate } from './near-duplicate.ts'
import { needsFigure } from './needs-figure.ts'
import { neverSolved } from './never-solved.ts'
import { noAlternative } from './no-alternative.ts'
import { noPlan } from './no-plan.ts'
import { noProgress } from './no-progress.ts'
import { noVerification } from './no-verification.ts'
import { numberVariant } from './number-variant.ts'
import { numberWithoutOrigin } from './number-without-origin.ts'
import { oversizedStep } from './oversized-step.ts'
import { proofWithoutClaim } from './proof-without-claim.ts'
import { proseAmongFields } from './prose-among-fields.ts'
import { questionMissing } from './question-missing.ts'
import { referenceInWords } from './reference-in-words.ts'
import { referenceToItself } from './reference-to-itself.ts'
import { referenceToLaterStep } from './reference-to-later-step.ts'
import { referenceToNothing } from './reference-to-nothing.ts'
import { repeatedField } from './repeated-field.ts'
import { repeatedPart } from './repeated-part.ts'
import { repeatedPhrase } from './repeated-phrase.ts'
import { repeatedStep } from './repeated-step.ts'
import type { Rule } from './rule.ts'
import { severalBoxes } from './several-boxes.ts'
import { singleStep } from './single-step.ts'
import { stepKindMismatch } from './step-kind-mismatch.ts'
import { stepOutOfOrder } from './step-out-of-order.ts'
import { strayText } from './stray-text.ts'
import { tooEasy } from './too-easy.ts'
import { trivialProblem } from './trivial-problem.ts'
import { unclosedFence } from './unclosed-fence.ts'
import { unclosedMath } from './unclosed-math.ts'
import { undefinedSymbol } from './undefined-symbol.ts'
import { unevenGranularity } from './uneven-granularity.ts'
import { unitConversion } from './unit-conversion.ts'
import { unitMissing } from './unit-missing.ts'
import { unknownDirective } from './unknown-directive.ts'
import { unknownField } from './unknown-field.ts'
import { unknownKind } from './unknown-kind.ts'
import { unreadableDirective } from './unreadable-directive.ts'
import { unrelatedStep } from './unrelated-step.ts'
import { unresolvedHedge } from './unresolved-hedge.ts'
import { unsupportedVersion } from './unsupported-version.ts'
import { unusedGiven } from './unused-given.ts'
import { unusedStep } from './unused-step.ts'
import { unusedSuppression } from './unused-suppression.ts'
import { verdictOutOfDate } from './verdict-out-of-date.ts'
import { wrongModulus } from './wrong-modulus.ts'

/** Every rule there is; the docs list them in this order. */
export const rules: readonly Rule[] = [
  // The file
  unsupportedVersion,
  missingHeader,
  missingVersion,
  mixedLineEnds,
  // Directives
  unknownDirective,
  unreadableDirective,
  misplacedDirective,
  strayText,
  // Fields
  unknownField,
  repeatedField,
  fieldSyntax,
  invalidFieldValue,
  invalidYaml,
  proseAmongFields,
  invalidMacro,
  // Parts
  missingId,
  invalidId,
  duplicateId,
  missingPart,
  repeatedPart,
  emptyPart,
  unknownKind,
  flawedWithoutError,
  // References
  duplicateLabel,
  referenceToNothing,
  referenceToItself,
  referenceToLaterStep,
  circularReference,
  referenceInWords,
  // Text
  unclosedMath,
  invalidMath,
  longFormula,
  dollarAroundEnvironment,
  loneDollar,
  answerWithDollars,
  unclosedFence,
  cutFence,
  // Mathematics
  falseEquality,
  wrongModulus,
  unitConversion,
  approximationAsEquality,
  inconsistentValue,
  equationMisfit,
  checkFailed,
  checkUndecided,
  // Answers
  answerMismatch,
  answerNotReached,
  missingBox,
  severalBoxes,
  boxNotLast,
  boxedProof,
  answerKindMismatch,
  unitMissing,
  // The problem
  questionMissing,
  needsFigure,
  multiPart,
  answerInProblem,
  choiceListMismatch,
  proofWithoutClaim,
  languageMismatch,
  trivialProblem,
  // Provenance
  numberWithoutOrigin,
  copiedValueDiffers,
  undefinedSymbol,
  unusedGiven,
  unusedStep,
  answerUnexplained,
  unrelatedStep,
  // Order and links
  stepOutOfOrder,
  circularReasoning,
  assumesConclusion,
  caseMissing,
  claimFromExamples,
  // Economy
  repeatedStep,
  repeatedPhrase,
  noProgress,
  leftoverTalk,
  // Form of the chain
  singleStep,
  oversizedStep,
  bareFormulas,
  unevenGranularity,
  noPlan,
  noVerification,
  noAlternative,
  handWaving,
  unresolvedHedge,
  abruptEnd,
  answerFirst,
  emptyConclusion,
  stepKindMismatch,
  // Length
  beyondCutoff,
  // The data set
  nearDuplicate,
  numberVariant,
  benchmarkOverlap,
  licenseMissing,
  licenseConflict,
  // What models said
  modelDisagrees,
  modelUndecided,
  modelFindsError,
  tooEasy,
  neverSolved,
  verdictOutOfDate,
  // Comments
  unusedSuppression,
]

export const ruleById: ReadonlyMap<string, Rule> = new Map(rules.map(rule => [rule.id, rule]))
