import { type ReactNode, useDeferredValue, useEffect, useState } from 'react'
import { askSoon } from '../chat/ask-soon.ts'
import { OwnWords, Thinking } from '../chat/own-words.tsx'
import { may, useMe } from '../sign-in/session.ts'
import { useDocumentTitle } from '../ui/page.tsx'
import { PAGE_WIDTH } from '../ui/page-width.ts'
import { toast } from '../ui/toast.tsx'
import { whenIdle } from '../ui/when-idle.ts'
import { Greeting } from './greeting.tsx'
import { StateOfThings } from './state-of-things.tsx'

/** The chat is the heaviest part of the console: it comes once this page can be used. */
/** Who begins to write has it earlier: so much needs no hurry. */
const CHAT_AFTER_MS = 2_500
const loadChat = () => import('../chat/new-conversation.tsx')

/** Where one arrives: say what you want, or see how things are. */
export function HomePage() {
  useDocumentTitle('')
  const me = useMe()
  // One can begin to write before the rest is drawn.
  const isUsable = useDeferredValue(true, false)
  const [asked, setAsked] = useState<string>()
  const [conversation, setConversation] = useState<ReactNode>()
  useEffect(() => whenIdle(() => void loadChat(), CHAT_AFTER_MS), [])
  const ask = async (text: string) => {
    setAsked(text)
    try {
      const { newConversation } = await loadChat()
      setConversation(newConversation(text))
    } catch {
      setAsked(undefined)
      askSoon(text)
      toast.bad('The chat could not be loaded.', 'Check your connection, or reload the page.')
    }
  }
  if (conversation !== undefined) return conversation
  if (asked !== undefined) return <Beginning text={asked} />
  return (
    <div className={`${PAGE_WIDTH} pt-8 pb-20 sm:pt-14`}>
      <Greeting onAsk={(text) => void ask(text)} onWrite={() => void loadChat()} />
      {isUsable && may(me, 'sites:read') && <StateOfThings />}
    </div>
  )
}

/** For the moment that the chat needs to come. */
function Beginning({ text }: { text: string }) {
  return (
    <div className="mx-auto w-full max-w-[46rem] space-y-7 px-4 py-8 sm:px-6">
      <OwnWords text={text} />
      <Thinking />
    </div>
  )
}
