import * as contract from '@aipress/contract'
import {
  type AnyAction,
  COMMON_ERRORS,
  ERRORS,
  type ErrorCode,
  exampleBody,
  exampleInput,
  inputJsonSchema,
  parseRoute,
  toolName,
} from '@aipress/contract'
import { z } from 'zod'

type Json = Record<string, unknown>

/** The OpenAPI 3.1 document of REST, derived from the contract: nothing in it is written by hand twice. */
export function openApiDocument(actions: readonly AnyAction[], version: string): Json {
  const schemas = createSchemas()
  const paths: Record<string, Json> = {}
  for (const action of actions) {
    const { method, path } = parseRoute(action.http)
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(action, schemas) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'AIPress',
      version,
      description: INTRODUCTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }, { session: [] }],
    tags: [...new Set(actions.map(tagOf))].map((name) => ({ name })),
    paths,
    components: { schemas: { ...schemas.all(), Error: ERROR_SCHEMA }, securitySchemes: SECURITY_SCHEMES },
  }
}

const INTRODUCTION = `Everything that the console, the command line, the chat and MCP do.

Long work answers \`202\` with an \`operation\`; follow it with \`GET /v1/operations/{operation}/watch\`.
Send an \`Idempotency-Key\` with any call that is not a GET: the same key and input give the same answer and
no second effect for 24 hours. With \`AIPress-Dry-Run: true\` such a call is checked and nothing is done. Ask a streaming action with \`Accept: text/event-stream\` to get its events
as they come. Lists are paged: send \`nextCursor\` back as \`cursor\`.`

const SECURITY_SCHEMES = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API token, made with `POST /v1/tokens`: `aip_…`',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'aipress-session',
    description: 'The console’s session; the port, if any, is part of the cookie’s name.',
  },
}

const ERROR_SCHEMA = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'retryable'],
      properties: {
        code: { type: 'string', enum: Object.keys(ERRORS) },
        message: { type: 'string', description: 'One sentence about what happened' },
        hint: { type: 'string', description: 'One sentence about what to do next' },
        retryable: { type: 'boolean', description: 'Whether the same call may succeed later' },
      },
    },
  },
}

function operationOf(action: AnyAction, schemas: Schemas): Json {
  return {
    operationId: toolName(action),
    summary: action.summary,
    description: descriptionOf(action),
    tags: [tagOf(action)],
    parameters: [...parametersOf(action), ...(action.effect === 'reads' ? [] : [IDEMPOTENCY_KEY, DRY_RUN])],
    ...bodyOf(action),
    responses: { ...successOf(action, schemas), ...failuresOf(action) },
    'x-aipress-effect': action.effect,
    'x-aipress-permission': action.permission,
    'x-aipress-cli': action.cli,
  }
}

function descriptionOf(action: AnyAction): string {
  const example = exampleInput(action)
  const utterance = action.examples[0]?.replace(/\{(\w+)\}/g, (_, name: string) =>
    String(example[name] ?? name),
  )
  return [
    action.description,
    `Command line: \`${action.cliExample}\``,
    utterance === undefined ? undefined : `Chat: “${utterance}”`,
  ]
    .filter((line) => line !== undefined)
    .join('\n\n')
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  schema: { type: 'string', maxLength: 200 },
  description: 'Same key and input: the same answer and no second effect, for 24 hours',
}

const DRY_RUN = {
  name: 'AIPress-Dry-Run',
  in: 'header',
  schema: { type: 'boolean', default: false },
  description:
    'Everything is checked and nothing is done; answers 200 with what would happen: dryRun, action, title, wouldChange, effects, confirm',
}

function parametersOf(action: AnyAction): Json[] {
  const { method, parameters } = parseRoute(action.http)
  const { properties, required = [] } = inputJsonSchema(action)
  const example = exampleInput(action)
  return Object.entries(properties)
    .filter(([name]) => method === 'GET' || parameters.includes(name))
    .map(([name, { description, ...schema }]) => ({
      name,
      in: parameters.includes(name) ? 'path' : 'query',
      required: parameters.includes(name) || required.includes(name),
      schema,
      ...(description === undefined ? {} : { description }),
      ...(example[name] === undefined ? {} : { example: example[name] }),
    }))
}

function bodyOf(action: AnyAction): Json {
  const { method, parameters } = parseRoute(action.http)
  if (method === 'GET') return {}
  const { properties, required = [], ...rest } = inputJsonSchema(action)
  const inBody = Object.entries(properties).filter(([name]) => !parameters.includes(name))
  if (inBody.length === 0) return {}
  const requiredInBody = required.filter((name) => !parameters.includes(name))
  const schema = {
    ...rest,
    properties: Object.fromEntries(inBody),
    ...(requiredInBody.length === 0 ? {} : { required: requiredInBody }),
  }
  const content = { 'application/json': { schema, example: exampleBody(action) } }
  return { requestBody: { required: requiredInBody.length > 0, content } }
}

function successOf(action: AnyAction, schemas: Schemas): Json {
  const schema = schemas.refOf(action.output, `${action.name}.output`)
  const isOperation = action.output instanceof z.ZodObject && 'operation' in action.output.shape
  const status = action.effect === 'reads' ? 200 : isOperation ? 202 : action.effect === 'creates' ? 201 : 200
  const events =
    action.events === undefined
      ? {}
      : { 'text/event-stream': { schema: schemas.refOf(action.events, `${action.name}.event`) } }
  const files = Object.values(action.file?.types ?? {}).map((type) => [type, { schema: { type: 'string' } }])
  const description = isOperation ? 'Accepted; the operation goes on' : 'Done'
  return {
    [status]: {
      description,
      content: { 'application/json': { schema }, ...events, ...Object.fromEntries(files) },
    },
  }
}

function failuresOf(action: AnyAction): Json {
  const codes = [...new Set<ErrorCode>([...action.errors, ...COMMON_ERRORS])]
  const byStatus = Map.groupBy(codes, (code) => ERRORS[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      status,
      {
        description: ofStatus.map((code) => `\`${code}\``).join(', '),
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    ]),
  )
}

const tagOf = (action: AnyAction) => action.name.slice(0, action.name.indexOf('.'))

interface Schemas {
  refOf(schema: z.ZodType, name: string): Json
  all(): Json
}

/** Schemas under the contract's own names, each once; what has no name is called after its action. */
function createSchemas(): Schemas {
  const registry = z.registry<{ id: string }>()
  for (const [name, value] of Object.entries(contract)) {
    if (value instanceof z.ZodObject || (value instanceof z.ZodEnum && /^[A-Z][a-z]/.test(name))) {
      registry.add(value as z.ZodType, { id: name })
    }
  }
  return {
    refOf(schema, name) {
      if (registry.get(schema) === undefined) registry.add(schema, { id: pascal(name) })
      return { $ref: uriOf(registry.get(schema)?.id ?? '') }
    },
    all() {
      const { schemas } = z.toJSONSchema(registry, { uri: uriOf, io: 'output', unrepresentable: 'any' })
      const entries = Object.entries(schemas as Record<string, Json>)
      return Object.fromEntries(entries.map(([name, { $id, $schema, ...schema }]) => [name, schema]))
    },
  }
}

const uriOf = (name: string) => `#/components/schemas/${name}`

function pascal(name: string): string {
  return name.replace(/(?:^|\.)(\w)/g, (_, letter: string) => letter.toUpperCase())
}
