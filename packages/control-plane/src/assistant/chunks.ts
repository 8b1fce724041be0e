import type { AnyAction } from '@aipress/contract'
import { generateId, type UIMessageChunk } from 'ai'
import { describeOutput } from './describe.ts'
import { secretsIn } from './outputs.ts'
import { isHeld, type Toolbox } from './tools.ts'

export type Write = (chunk: UIMessageChunk) => void

/** A sentence of the platform's own, as a step of the answer. */
export function say(write: Write, text: string): void {
  write({ type: 'start-step' })
  writeText(write, text)
  write({ type: 'finish-step' })
}

function writeText(write: Write, text: string): void {
  const id = generateId()
  write({ type: 'text-start', id })
  write({ type: 'text-delta', id, delta: text })
  write({ type: 'text-end', id })
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
  const actions = new Map<string, AnyAction>()
  const secrets: string[] = []
  return {
    secrets,
    pass(chunk) {
      switch (chunk.type) {
        case 'tool-input-start':
        case 'tool-input-delta':
          return
        case 'tool-input-available': {
          const action = toolbox.actionOf(chunk.toolName)
          if (action !== undefined) actions.set(chunk.toolCallId, action)
          if (action === undefined || !toolbox.isHeld(chunk.toolCallId, action, chunk.input))
            return write(chunk)
          held.set(chunk.toolCallId, chunk)
          return
        }
        case 'tool-output-available': {
          if (isHeld(chunk.output)) {
            const { heldForApproval: data } = chunk.output
            if (!chunk.preliminary) write({ type: 'data-approval', id: data.approvalId, data })
            return
          }
          write(chunk)
          const found = secretsIn(chunk.output)
          secrets.push(...found)
          const action = actions.get(chunk.toolCallId)
          if (tellsSecrets && found.length > 0 && !chunk.preliminary && action !== undefined)
            writeText(write, describeOutput(action, chunk.output))
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
