import type { z } from 'zod'

/** A step that may run again says so by being written for it; one that needs no undoing says why. */
export interface Unneeded {
  readonly unneeded: string
}

export function unneeded(reason: string): Unneeded {
  return { unneeded: reason }
}

export interface StepContext<Input, Results, Services> {
  readonly input: Input
  /** What earlier steps answered, by step name; survives crashes, so it must be JSON. */
  readonly results: Results
  readonly services: Services
  /** Aborts at the step's time limit and when the process is told to stop. */
  readonly signal: AbortSignal
  readonly operationId: string
}

/** Undo sees the input alone, and must succeed where the work never happened. */
export type UndoContext<Input, Services> = Omit<StepContext<Input, never, Services>, 'results'>

export interface Step {
  readonly name: string
  /** For people, imperative: "Publish the address". */
  readonly title: string
  // biome-ignore lint/suspicious/noExplicitAny: the list of steps erases what the builder checked
  readonly do: (context: StepContext<any, any, any>) => Promise<unknown>
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly undo: ((context: UndoContext<any, any>) => Promise<void>) | Unneeded
}

/**
 * Durable work as a declared list of steps. Because it is a list, tests can fail it at each step and
 * kill the process at each step without knowing what it does.
 */
export interface Workflow<Input = unknown, Services = unknown> {
  readonly name: string
  readonly input: z.ZodType<Input>
  readonly steps: readonly Step[]
  /** The first step that is no longer cancelled; undefined where the workflow cannot be cancelled at all. */
  readonly pointOfNoReturn?: string | undefined
  /** Only a type: what `services` must hold when the engine is built. */
  readonly services?: Services
}

interface StepSpec<Input, Results, Services, Answer> {
  readonly title: string
  do(context: StepContext<Input, Results, Services>): Promise<Answer>
  readonly undo: ((context: UndoContext<Input, Services>) => Promise<void>) | Unneeded
}

export interface WorkflowBuilder<Input, Services, Results> extends Workflow<Input, Services> {
  /** People may cancel it until the step that is declared next begins; then what was done is undone. */
  cancellableUntilHere(): WorkflowBuilder<Input, Services, Results>
  /** All steps of another workflow come next, with its point of no return where it has one. */
  include<Other, OtherServices>(
    other: Workflow<Other, OtherServices>,
    inputOf: (input: Input) => Other,
  ): WorkflowBuilder<Input, Services & OtherServices, Results>
  step<Name extends string, Answer>(
    name: Name,
    spec: StepSpec<Input, Results, Services, Answer>,
  ): WorkflowBuilder<Input, Services, Results & Record<Name, Answer>>
}

/** Only carries a type: `workflow('x', schema, needs<{ sites: SiteStore }>())`. */
export function needs<Services>(): Services | undefined {
  return undefined
}

export function workflow<Input, Services>(
  name: string,
  input: z.ZodType<Input>,
  _services: Services | undefined,
): WorkflowBuilder<Input, Services, object> {
  return build(name, input, [])
}

function build<Input, Services, Results>(
  name: string,
  input: z.ZodType<Input>,
  steps: readonly Step[],
  cancellableSteps?: number,
): WorkflowBuilder<Input, Services, Results> {
  return {
    name,
    input,
    steps,
    pointOfNoReturn: cancellableSteps === undefined ? undefined : steps[cancellableSteps]?.name,
    step: (stepName, spec) =>
      build(name, input, joined(name, steps, [{ ...spec, name: stepName }]), cancellableSteps),
    include(other, inputOf) {
      const included = other.steps.map((step) => withInput(step, inputOf))
      const firstFinal = other.steps.findIndex((step) => step.name === other.pointOfNoReturn)
      const cancellable = firstFinal < 0 ? cancellableSteps : steps.length + firstFinal
      return build(name, input, joined(name, steps, included), cancellable)
    },
    cancellableUntilHere: () => build(name, input, steps, steps.length),
  }
}

function joined(name: string, steps: readonly Step[], more: readonly Step[]): Step[] {
  const all = [...steps, ...more]
  const twice = all.find((step, index) => all.findIndex((other) => other.name === step.name) !== index)
  if (twice !== undefined) throw new Error(`Workflow ${name} has two steps ${twice.name}.`)
  return all
}

function withInput<Input, Other>(step: Step, inputOf: (input: Input) => Other): Step {
  const { undo } = step
  return {
    ...step,
    do: (context) => step.do({ ...context, input: inputOf(context.input) }),
    undo:
      typeof undo === 'function' ? (context) => undo({ ...context, input: inputOf(context.input) }) : undo,
  }
}
