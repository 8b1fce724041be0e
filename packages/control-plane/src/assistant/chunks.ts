import type { AnyAction } from '@aipress/contract'
import { generateId, type UIMessageChunk } from 'ai'
import { mayAskForAccount } from './ask-account.ts'
import { describeOutput } from './describe.ts'
import { FORM_TOOL, isForm } from './form.ts'
import { NOTE_KEY, type Note } from './interpreter/memory.ts'
import { secretsIn } from './outputs.ts'
import { PLAN_TOOL } from './plan.ts'
import { failureBody, isHeld, type Toolbox } from './tools.ts'

export type Write = (chunk: UIMessageChunk) => void

/** A sentence of the platform's own, as a step of the answer. */
export function say(write: Write, text: string, note?: Note): void {
  write({ type: 'start-step' })
  writeText(write, text, note)
  write({ type: 'finish-step' })
}

function writeText(write: Write, text: string, note?: Note): void {
  const id = generateId()
  const metadata =
    note === undefined ? {} : { providerMetadata: { [NOTE_KEY]: JSON.parse(JSON.stringify(note)) } }
  write({ type: 'text-start', id, ...metadata })
  write({ type: 'text-delta', id, delta: text })
  write({ type: 'text-end', id })
}

/** Beside the text that people read, programs get the code. It is not kept. */
export function writeFailure(write: Write, toolCallId: string, error: unknown): void {
  const body = failureBody(error)
  if (body !== undefined) write({ type: 'data-failure', data: { toolCallId, error: body }, transient: true })
}

interface Filter {
  /** Passes a chunk on as the person should get it. */
  pass(chunk: UIMessageChunk): void
  /** Outputs passed so far held these. */
  readonly secrets: string[]
}

/**
 * Shows a call when it runs. One that is held shows as an approval card instead, and never as a call.
 * What a model is not told, because it opens a door, the person is told here.
 */
export function createChunkFilter(write: Write, toolbox: Toolbox, tellsSecrets: boolean): Filter {
  const held = new Map<string, UIMessageChunk>()
  const asked = new Map<string, { action: AnyAction; input: unknown }>()
  const secrets: string[] = []
  return {
    secrets,
    pass(chunk) {
      switch (chunk.type) {
        case 'tool-input-start':
        case 'tool-input-delta':
          return
        case 'tool-input-available': {
          if (chunk.toolName === PLAN_TOOL || chunk.toolName === FORM_TOOL) {
            held.set(chunk.toolCallId, chunk)
            return
          }
          const action = toolbox.actionOf(chunk.toolName)
          if (action !== undefined) asked.set(chunk.toolCallId, { action, input: chunk.input })
          const isHeldBack =
            action !== undefined &&
            (mayAskForAccount(action) || toolbox.isHeld(chunk.toolCallId, action, chunk.input))
          if (!isHeldBack) return write(chunk)
          held.set(chunk.toolCallId, chunk)
          return
        }
        case 'tool-output-available': {
          if (isForm(chunk.output)) {
            if (chunk.preliminary) return
            const { shownForm: data, question } = chunk.output
            if (question !== undefined) writeText(write, question.text, { pending: question.pending })
            return write({ type: 'data-form', id: data.formId, data })
          }
          if (isHeld(chunk.output)) {
            const { heldForApproval: data } = chunk.output
            if (!chunk.preliminary) write({ type: 'data-approval', id: data.approvalId, data })
            return
          }
          const input = held.get(chunk.toolCallId)
          held.delete(chunk.toolCallId)
          if (input !== undefined) write(input)
          write(chunk)
          const found = secretsIn(chunk.output)
          secrets.push(...found)
          const call = asked.get(chunk.toolCallId)
          if (tellsSecrets && found.length > 0 && !chunk.preliminary && call !== undefined)
            writeText(write, describeOutput(call.action, chunk.output, call))
          return
        }
        case 'tool-output-error': {
          const input = held.get(chunk.toolCallId)
          if (input !== undefined) write(input)
          return write(chunk)
        }
        default:
          return write(chunk)
      }
    },
  }
}
