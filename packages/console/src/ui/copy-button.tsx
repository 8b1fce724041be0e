import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from './button.tsx'
import { toast } from './toast.tsx'

const SHOWN_MS = 1_600

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
      setTimeout(() => setCopied(false), SHOWN_MS)
    } catch {
      toast.bad('The browser did not allow copying.', 'Select the text and copy it by hand.')
    }
  }
  return (
    <IconButton label={copied ? 'Copied' : label} size="small" onClick={copy}>
      {copied ? <Check size={15} aria-hidden className="text-good" /> : <Copy size={15} aria-hidden />}
    </IconButton>
  )
}
