import { SecretBox } from '../ui/secret-box.tsx'
import { RelativeTime } from '../ui/time.tsx'

interface OneTimeLinkProps {
  title: string
  /** Whom it lets in, and to what. */
  about?: string
  link: { url: string; expiresAt: string }
  /** Whoever has this one can come in as somebody who is here already. */
  isDelicate?: boolean
}

export function OneTimeLink(props: OneTimeLinkProps) {
  const { title, about, isDelicate = false } = props
  const { url, expiresAt } = props.link
  return (
    // In a conversation of before there is a note in its place.
    <SecretBox
      title={title}
      about={about}
      text={url.startsWith('http') ? url : undefined}
      copyLabel="Copy the link"
    >
      Send this link to them{isDelicate && ' and nobody else'}. It works once and expires{' '}
      <RelativeTime at={expiresAt} />.
    </SecretBox>
  )
}
