import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Spinner } from './spinner.tsx'

const LOOKS = {
  primary: 'bg-ink text-paper hover:bg-ink/85 disabled:bg-ink/60',
  accent: 'bg-accent text-on-accent hover:bg-accent/88',
  plain: 'border border-line-strong bg-surface text-ink hover:bg-sunken',
  quiet: 'text-soft hover:bg-sunken hover:text-ink',
  danger: 'border border-bad/40 text-bad bg-surface hover:bg-bad-soft',
  'danger-solid': 'bg-bad text-paper hover:bg-bad/88',
} as const

export type ButtonLook = keyof typeof LOOKS

const SIZES = {
  small: 'h-8 px-2.5 text-[0.87rem] gap-1.5',
  medium: 'h-9.5 px-3.5 text-[0.93rem] gap-2',
} as const

export function buttonClass(look: ButtonLook = 'plain', size: keyof typeof SIZES = 'medium'): string {
  return classNames(
    'inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-lg font-medium transition-colors',
    'aria-disabled:cursor-not-allowed aria-disabled:opacity-55',
    LOOKS[look],
    SIZES[size],
  )
}

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  look?: ButtonLook
  size?: keyof typeof SIZES
  icon?: ReactNode
  busy?: boolean
  /** Why it cannot be pressed now. The button stays reachable, so that the reason can be read. */
  disabledReason?: string | undefined
}

export function Button(props: ButtonProps) {
  const {
    look,
    size,
    icon,
    busy = false,
    disabledReason,
    className,
    children,
    onClick,
    type,
    ...rest
  } = props
  const disabled = busy || disabledReason !== undefined
  return (
    <button
      {...rest}
      type={disabled ? 'button' : (type ?? 'button')}
      className={classNames(buttonClass(look, size), className)}
      aria-disabled={disabled || undefined}
      aria-busy={busy || undefined}
      title={disabledReason ?? rest.title}
      aria-description={disabledReason}
      onClick={disabled ? undefined : onClick}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  )
}

export interface IconButtonProps extends Omit<ButtonProps, 'icon' | 'children'> {
  label: string
  children: ReactNode
}

/** A button that shows an icon only; its label is for everyone who cannot see it, and the tooltip. */
export function IconButton({ label, className, look = 'quiet', disabledReason, ...rest }: IconButtonProps) {
  return (
    <Button
      {...rest}
      look={look}
      disabledReason={disabledReason}
      aria-label={label}
      title={disabledReason ?? label}
      className={classNames('size-8.5! px-0!', className)}
    />
  )
}
