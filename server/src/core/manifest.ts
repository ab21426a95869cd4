import * as z from 'zod'
import type { Rule } from './rules/rule.ts'
import { EditorSettings, ProjectConfig } from './settings.ts'

// What VS Code is told of our settings. A test holds the committed files against it.

type Schema = Readonly<Record<string, unknown>>

/** `contributes.configuration` of package.json. */
export function editorConfiguration(rules: readonly Rule[]): Schema {
  const properties = Object.entries(propertiesOf(EditorSettings)).map(([name, schema]) => [
    `limo.${name}`,
    name === 'rules' ? { ...schema, propertyNames: ruleNames(rules) } : schema,
  ])
  return { title: 'LIMO', properties: { ...Object.fromEntries(properties), 'limo.trace.server': trace } }
}

/** The language client reads it by this name. */
const trace: Schema = {
  type: 'string',
  enum: ['off', 'messages', 'verbose'],
  default: 'off',
  scope: 'window',
  order: 90,
  markdownDescription: 'What the output channel shows of the messages between VS Code and the language server.',
}

/** The JSON schema of `limo.config.json`. */
export function projectConfigSchema(rules: readonly Rule[]): Schema {
  const properties = propertiesOf(ProjectConfig)
  const { additionalProperties, propertyNames, ...ruleMap } = properties.rules!
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'LIMO project',
    type: 'object',
    additionalProperties: false,
    properties: {
      ...properties,
      rules: {
        ...ruleMap,
        additionalProperties: false,
        properties: Object.fromEntries(rules.map(rule => [rule.id, ruleSchema(rule, additionalProperties as Schema)])),
      },
    },
  }
}

/** Of a rule with options, the object also lists these. */
function ruleSchema(rule: Rule, setting: Schema): Schema {
  const markdownDescription = describe(rule)
  if (!rule.options) return { markdownDescription, ...setting }
  const options = z.toJSONSchema(rule.options, { io: 'input', target: 'draft-7' }) as { properties?: Schema }
  const [severity, object] = setting.anyOf as [Schema, { properties: Schema }]
  const properties = { ...object.properties, ...marked(options.properties ?? {}) }
  return { markdownDescription, anyOf: [severity, { ...object, properties, additionalProperties: false }] }
}

function ruleNames(rules: readonly Rule[]): Schema {
  return { enum: rules.map(rule => rule.id), markdownEnumDescriptions: rules.map(describe) }
}

function describe({ title, severity }: Rule): string {
  return `${title}. Severity unless set: \`${severity}\`.`
}

function propertiesOf(schema: z.ZodType): Record<string, Schema> {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) as {
    properties?: Record<string, Schema>
  }
  return marked(properties)
}

/** Our descriptions are Markdown, which VS Code reads under a name of its own. */
function marked(properties: Record<string, Schema> | Schema): Record<string, Schema> {
  const entries = Object.entries(properties as Record<string, Schema>)
  return Object.fromEntries(
    entries.map(([name, { description, ...rest }]) => {
      const schema = markedInside(rest)
      return [name, description === undefined ? schema : { ...schema, markdownDescription: description }]
    }),
  )
}

function markedInside(schema: Schema): Schema {
  const { additionalProperties, properties } = schema
  return {
    ...schema,
    ...(typeof properties === 'object' && { properties: marked(properties as Schema) }),
    ...(typeof additionalProperties === 'object' && {
      additionalProperties: markedInside(additionalProperties as Schema),
    }),
  }
}
