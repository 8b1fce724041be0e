import { PERMISSIONS, type Permission } from '@aipress/contract/roles.ts'
import { may, useMe } from '../sign-in/session.ts'

interface ScopeFieldProps {
  value: readonly Permission[]
  onChange: (value: readonly Permission[]) => void
}

/** Permissions to choose from: those that one has. What everybody has needs no choosing. */
export function ScopeField({ value, onChange }: ScopeFieldProps) {
  const me = useMe()
  const toggle = (permission: Permission, isChosen: boolean) =>
    onChange(isChosen ? [...value, permission] : value.filter((each) => each !== permission))
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-sm">Permissions</legend>
      <div className="grid grid-cols-2 gap-x-4 gap-y-1.5">
        {PERMISSIONS.filter((permission) => permission !== 'self:read' && may(me, permission)).map(
          (permission) => (
            <label key={permission} className="flex cursor-pointer items-center gap-2 text-sm">
              <input
                type="checkbox"
                checked={value.includes(permission)}
                onChange={(event) => toggle(permission, event.target.checked)}
                className="size-4 accent-accent"
              />
              {permission}
            </label>
          ),
        )}
      </div>
    </fieldset>
  )
}
