import { type ComponentProps, type ReactNode, useId } from 'react'
import { classNames } from './class-names.ts'

export const inputClass =
  'w-full rounded-lg border border-line-strong bg-surface px-3 py-2 text-ink placeholder:text-faint ' +
  'transition-colors hover:border-faint focus:border-accent focus:outline-2 focus:outline-accent/30 focus:-outline-offset-1 ' +
  'aria-invalid:border-bad [&[readonly]]:bg-sunken'

interface FieldProps {
  label: ReactNode
  hint?: ReactNode
  problem?: string | undefined
  children: (wiring: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode
}

/** A label, its control, and what helps or is wrong, tied together for screen readers. */
export function Field({ label, hint, problem, children }: FieldProps) {
  const id = useId()
  const described = problem !== undefined || hint !== undefined
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium text-sm">
        {label}
      </label>
      {children({
        id,
        ...(described ? { 'aria-describedby': `${id}-note` } : {}),
        ...(problem === undefined ? {} : { 'aria-invalid': true }),
      })}
      {described && (
        <p
          id={`${id}-note`}
          className={classNames('mt-1.5 text-sm', problem === undefined ? 'text-soft' : 'text-bad')}
        >
          {problem ?? hint}
        </p>
      )}
    </div>
  )
}

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'id'> {
  label: ReactNode
  hint?: ReactNode
  problem?: string | undefined
}

export function TextField({ label, hint, problem, className, ...input }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(wiring) => <input type="text" {...input} {...wiring} className={classNames(inputClass, className)} />}
    </Field>
  )
}

interface SelectFieldProps extends Omit<ComponentProps<'select'>, 'id'> {
  label: string
  hint?: ReactNode
  problem?: string | undefined
  options: { value: string; label: string }[]
}

export function SelectField({ label, hint, problem, options, ...select }: SelectFieldProps) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(wiring) => (
        <select {...select} {...wiring} className={inputClass}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
