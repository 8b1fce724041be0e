import { CopyButton } from '../ui/copy-button.tsx'
import { ScrollBox } from '../ui/scroll-box.tsx'

/** A command or a file to take along. */
export function CopyBlock({ text, label }: { text: string; label: string }) {
  return (
    <div className="mt-1.5 flex items-start gap-1 rounded-lg bg-sunken py-1 pr-1 pl-3">
      <ScrollBox label={label.replace('Copy t', 'T')} className="min-w-0 flex-1 overflow-x-auto">
        <pre className="py-1.5 font-mono text-[0.82rem] leading-relaxed">{text}</pre>
      </ScrollBox>
      <CopyButton text={text} label={label} />
    </div>
  )
}
