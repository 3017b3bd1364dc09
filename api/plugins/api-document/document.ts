import { z } from 'zod'

/** A JSON Schema, as a document carries it. */
export const JsonSchema = z.record(z.string(), z.unknown())
export type JsonSchema = z.infer<typeof JsonSchema>

export const MediaType = z.looseObject({ schema: JsonSchema.optional(), example: z.unknown().optional() })
export const Content = z.record(z.string(), MediaType)
export type Content = z.infer<typeof Content>

export const Parameter = z.looseObject({
  name: z.string(),
  in: z.enum(['path', 'query', 'header', 'cookie']),
  required: z.boolean().optional(),
  description: z.string().optional(),
  schema: JsonSchema.optional(),
  example: z.unknown().optional(),
})
export type Parameter = z.infer<typeof Parameter>

export const Header = z.looseObject({ description: z.string(), schema: JsonSchema })
export type Header = z.infer<typeof Header>

export const Reply = z.looseObject({
  description: z.string(),
  content: Content.optional(),
  headers: z.record(z.string(), Header).optional(),
})
export type Reply = z.infer<typeof Reply>

export const Operation = z.looseObject({
  operationId: z.string().optional(),
  summary: z.string().default(''),
  tags: z.array(z.string()).default(['other']),
  parameters: z.array(Parameter).default([]),
  requestBody: z.looseObject({ required: z.boolean().optional(), content: Content }).optional(),
  responses: z.record(z.string(), Reply),
})
export type Operation = z.infer<typeof Operation>

/** The parts of an OpenAPI document that are read and added to; the rest passes through. */
export const ApiDocument = z.looseObject({
  info: z.looseObject({ title: z.string(), version: z.string(), description: z.string().default('') }),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), JsonSchema).default({}) }),
})
export type ApiDocument = z.infer<typeof ApiDocument>
