import type { ComponentProps } from 'react'

/** A box that scrolls by itself. It can be reached by keyboard, or its end could not. */
export function ScrollBox({ label, ...rest }: ComponentProps<'section'> & { label: string }) {
  // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
  return <section {...rest} aria-label={label} tabIndex={0} />
}
