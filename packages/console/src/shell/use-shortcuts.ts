import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { COMPOSER_ID } from '../chat/composer-id.ts'

/** Ctrl-K or Cmd-K finds; `/` goes to the chat's composer, unless one is writing already. */
export function useShortcuts({ onFind }: { onFind: () => void }): void {
  const router = useRouter()
  const find = useRef(onFind)
  find.current = onFind
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        find.current()
        return
      }
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target))
        return
      event.preventDefault()
      const composer = document.getElementById(COMPOSER_ID)
      if (composer === null) void router.navigate({ to: '/' })
      else composer.focus()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [router])
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, dialog') !== null)
  )
}
