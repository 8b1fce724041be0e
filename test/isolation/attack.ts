import type { World } from './world.ts'

/**
 * One thing that a hostile plugin tries from within its site. It is run in a real WordPress by the site's own PHP
 * (`plugins/<name>.php`), first as things are, where it must fail, and then with its protection switched off, where
 * the very same plugin must succeed: else its failing would prove nothing.
 */
export interface Attack {
  /** Of its plugin in `plugins/`. */
  readonly name: string
  /** Goes on after "A plugin …". */
  readonly tries: string
  readonly protection: string
  /** What is around the attack each time, with and without its protection. */
  readonly stage?: (world: World) => Promise<Undo>
  /** When left out: whether the plugin printed one of the secrets. */
  readonly succeeded?: (world: World, output: string) => boolean | Promise<boolean>
  readonly without: Switch | { readonly cannot: string }
}

export interface Switch {
  /** How the protection was switched off; goes on after "without …: ". */
  readonly how: string
  readonly off: (world: World) => Promise<Off>
}

export type Undo = () => Promise<unknown>

export interface Off {
  readonly undo: Undo
  /** Where the plugin runs, if not in the site itself. */
  readonly run?: (plugin: string) => Promise<string>
}

export interface Area {
  readonly title: string
  readonly attacks: readonly Attack[]
}

/** The end of a plugin that came to its end: one that crashed has tried nothing. */
export const TRIED = 'Tried.'

export const leaks = ({ secrets }: World, output: string) => secrets.some((secret) => output.includes(secret))

export const prints = (text: string) => (_: World, output: string) => output.includes(text)
