import { z } from 'zod'
import { nodes } from '../../nodes/index.ts'
import { documentSchema } from '../../nodes/strategy/document.ts'

type Schema = { [key: string]: unknown }

/**
 * JSON Schema of a strategy for the editor: the file's own schema, with every node's type named and its parameters known, so that
 * completion, hover and squiggles speak of the same nodes as the canvas.
 */
export function editorSchema(): Schema {
  const schema = z.toJSONSchema(documentSchema) as Schema & { properties: Record<string, Schema> }
  const node = schema.properties['nodes'] as Schema & { additionalProperties: Schema & { properties: Schema } }
  node.additionalProperties = {
    ...node.additionalProperties,
    properties: {
      ...node.additionalProperties.properties,
      type: { anyOf: [...nodes.map(typeChoice), { type: 'string', pattern: '^subgraph\\.' }] },
    },
    allOf: nodes.map((definition) => ({
      if: { properties: { type: { const: definition.type } } },
      then: { properties: { params: { type: 'object', additionalProperties: false, properties: paramsSchema(definition) } } },
    })),
  }
  return schema
}

function typeChoice({ type, title, summary }: (typeof nodes)[number]): Schema {
  return { const: type, title, description: summary }
}

function paramsSchema({ params }: (typeof nodes)[number]): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(params).map(([name, param]) => {
      const { $schema: _, ...schema } = z.toJSONSchema(param.schema) as Schema
      const { label, unit, help } = param.form
      return [
        name,
        { ...schema, default: param.default, description: [label, unit, help].filter((part) => part !== undefined).join(' · ') },
      ]
    }),
  )
}
