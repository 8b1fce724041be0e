import type { ReactNode } from 'react'

interface EmptyProps {
  icon: ReactNode
  title: string
  children?: ReactNode
  action?: ReactNode
}

/** In place of a list that has nothing in it: what would be here, and how to get it. */
export function Empty({ icon, title, children, action }: EmptyProps) {
  return (
    <div className="rounded-xl border border-line-strong border-dashed px-6 py-12 text-center">
      <div className="mx-auto flex size-10 items-center justify-center rounded-full bg-sunken text-soft">
        {icon}
      </div>
      <p className="mt-4 font-serif text-xl">{title}</p>
      {children !== undefined && <div className="mx-auto mt-1.5 max-w-md text-soft">{children}</div>}
      {action !== undefined && <div className="mt-5 flex justify-center">{action}</div>}
    </div>
  )
}
