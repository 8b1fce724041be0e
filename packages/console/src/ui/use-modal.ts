import { type RefObject, useLayoutEffect, useRef } from 'react'

/**
 * For the browser's own modal dialog, which keeps the focus, closes with Escape and gives the focus back. It is closed
 * before it leaves the page: a dialog that is merely removed takes the focus with it.
 */
export function useModal(
  whenShown?: (dialog: HTMLDialogElement) => void,
): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null)
  const shown = useRef(whenShown)
  useLayoutEffect(() => {
    const element = dialog.current
    if (element === null) return
    element.showModal()
    shown.current?.(element)
    return () => element.close()
  }, [])
  return dialog
}
