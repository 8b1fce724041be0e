import type { ReactNode } from 'react'
import { Card } from './card.tsx'
import { CopyButton } from './copy-button.tsx'

interface SecretBoxProps {
  title: string
  /** What it is for, where the title does not tell. */
  about?: string | undefined
  /** Undefined when it is no longer shown. */
  text: string | undefined
  copyLabel: string
  children: ReactNode
}

/** Something that is shown once and must be taken along. */
export function SecretBox({ title, about, text, copyLabel, children }: SecretBoxProps) {
  return (
    <Card className="p-4 sm:p-5">
      <h3 className="text-lg">{title}</h3>
      {about !== undefined && <p className="mt-1 text-soft">{about}</p>}
      {text === undefined ? (
        <p className="mt-2 text-soft">It was shown once and is not kept.</p>
      ) : (
        <div className="mt-2.5 flex items-center gap-1 rounded-lg bg-sunken py-1 pr-1 pl-3">
          <code className="min-w-0 flex-1 select-all break-all py-1 font-mono text-[0.82rem]">{text}</code>
          <CopyButton text={text} label={copyLabel} />
        </div>
      )}
      <p className="mt-2.5 text-soft text-sm">{children}</p>
    </Card>
  )
}
