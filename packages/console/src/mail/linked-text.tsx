/** Plain text whose web addresses can be followed: that is what most of a site's mail is for. */
export function LinkedText({ text }: { text: string }) {
  return (
    <p className="whitespace-pre-wrap break-words">
      {text.split(/(https?:\/\/[^\s<>"]+)/).map((piece, index) =>
        index % 2 === 0 ? (
          piece
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text that never changes
          <a key={index} href={piece} target="_blank" rel="noreferrer" className="link break-all">
            {piece}
          </a>
        ),
      )}
    </p>
  )
}
