import { lacksAnswer, limoSegments } from './conversation.ts'
import type { FileFormat } from './format.ts'
import { parquetRows } from './parquet-file.ts'
import { columnsFor, shapesOf, valuesOf } from './row-columns.ts'

export const parquet: FileFormat = {
  id: 'parquet',
  type: 'file',
  title: 'Parquet: question, solution, answer',
  readers: 'Hugging Face datasets, pandas, Polars, DuckDB',
  extension: 'parquet',
  docs: `
The columns of \`jsonl\` as a Parquet file, which Hugging Face \`datasets\`, pandas, Polars and DuckDB read: texts are
strings, lists are lists of strings, and \`meta\` is a string of JSON. For a repository with card and splits take
\`huggingface\`.

Source: [Apache Parquet, nested types](https://github.com/apache/parquet-format/blob/master/LogicalTypes.md).
`,
  solutions: 'correct',
  honours: { columns: true, headings: true, hints: true, macros: true },
  lacks: lacksAnswer,
  write(rows, options) {
    const columns = columnsFor(options)
    return parquetRows(rows, shapesOf(columns), row => valuesOf(row, columns))
  },
  trained: limoSegments,
  example: {
    limo: '@example a\n@problem\nWhat is $1+1$?\n@solution\nTwo: $\\boxed{2}$.\n@answer: 2\n',
    file: '{"question":"What is $1+1$?","solution":"Two: $\\\\boxed{2}$.","answer":"2"}\n',
  },
}
