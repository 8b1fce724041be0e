import { linkAddresses } from '@aipress/contract/chat-text.ts'
import ReactMarkdown from 'react-markdown'
import { OwnLink } from '../ui/hint.tsx'
import { linkCommands, speltAddress } from './link-addresses.ts'

/** Pictures are left out: an answer could carry what it read to another server in a picture's address. */
const LEFT_OUT = ['img']

export function RenderedMarkdown({ text }: { text: string }) {
  return (
    <div className="prose break-words leading-relaxed">
      <ReactMarkdown
        disallowedElements={LEFT_OUT}
        unwrapDisallowed
        components={{
          a: ({ href, children }) =>
            isOwn(href) ? (
              <OwnLink to={href}>{children}</OwnLink>
            ) : (
              <a href={href} target="_blank" rel="noreferrer">
                {children === href && href !== undefined ? speltAddress(href) : children}
              </a>
            ),
        }}
      >
        {linkCommands(linkAddresses(text))}
      </ReactMarkdown>
    </div>
  )
}

const isOwn = (href: string | undefined): href is string => href !== undefined && /^\/(?![/\\])/.test(href)
