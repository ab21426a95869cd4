import { stringify } from 'yaml'
import type { Json, Split } from '../format/fields.ts'
import type { Row } from '../row.ts'
import type { Piece } from './format.ts'
import { jsonLine } from './json-lines.ts'
import type { ExportOptions } from './options.ts'

/** How LLaMA-Factory is to read the records. */
export interface Entry {
  readonly formatting?: 'sharegpt'
  readonly columns: Readonly<Record<string, string>>
}

/**
 * What LLaMA-Factory needs to train on a data set: a JSON list for each split, the entry for each in
 * `dataset_info.json`, and a training file with LIMO's settings.
 */
export async function* llamaFactory(
  rows: AsyncIterable<Row>,
  options: ExportOptions,
  entry: Entry,
  recordOf: (row: Row) => Json,
): AsyncGenerator<Piece> {
  const written = new Map<Split, string>()
  for await (const row of rows) {
    const split = row.split ?? 'train'
    const name = split === 'train' ? options.name : `${options.name}_${split}`
    yield { file: `${name}.json`, content: `${written.has(split) ? ',' : '['}\n${jsonLine(recordOf(row))}` }
    written.set(split, name)
  }
  // A list without records is one too.
  if (!written.size) {
    written.set('train', options.name)
    yield { file: `${options.name}.json`, content: '[' }
  }
  for (const name of written.values()) yield { file: `${name}.json`, content: '\n]\n' }
  const info = Object.fromEntries([...written.values()].map(name => [name, { file_name: `${name}.json`, ...entry }]))
  yield { file: 'dataset_info.json', content: `${JSON.stringify(info, null, 2)}\n`, entries: true }
  yield {
    file: 'train_limo.yaml',
    content: training(written.get('train') ?? [...written.values()][0]!, written.get('validation')),
  }
}

/** Its readers are written in Python, whose YAML is 1.1: `no` is a word only in quotes. */
export const yamlOptions = { version: '1.1', lineWidth: 0 } as const

/** The settings that LIMO was published with. */
function training(name: string, validation: string | undefined): string {
  const settings = {
    model: { model_name_or_path: 'Qwen/Qwen2.5-32B-Instruct' },
    method: {
      stage: 'sft',
      do_train: true,
      finetuning_type: 'full',
      deepspeed: 'examples/deepspeed/ds_z3_config.json',
    },
    dataset: { dataset: name, dataset_dir: '.', template: 'qwen', cutoff_len: 16384 },
    output: { output_dir: `saves/${name}`, logging_steps: 1, save_strategy: 'epoch' },
    train: {
      per_device_train_batch_size: 1,
      gradient_accumulation_steps: 8,
      learning_rate: 0.000005,
      num_train_epochs: 15,
      lr_scheduler_type: 'cosine',
      bf16: true,
    },
    ...(validation !== undefined && {
      eval: { eval_dataset: validation, eval_strategy: 'epoch', per_device_eval_batch_size: 1 },
    }),
  }
  const sections = Object.entries(settings).map(([title, part]) => `### ${title}\n${stringify(part, yamlOptions)}`)
  return `${head}\n${sections.join('\n')}`
}

const head = `# The settings that LIMO (arXiv 2502.03387) was trained with, for LLaMA-Factory:
#   llamafactory-cli train train_limo.yaml
# Write the whole path of this folder behind dataset_dir. On 8 GPUs the batch is 64; on others, change
# gradient_accumulation_steps so that GPUs times steps make 64.
`
