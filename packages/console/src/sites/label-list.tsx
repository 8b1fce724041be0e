/** In rows: the first two and how many more. */
const SHOWN_MAX = 2

export function LabelList({ labels }: { labels: readonly string[] }) {
  if (labels.length === 0) return null
  const more = labels.slice(SHOWN_MAX)
  return (
    <span className="flex gap-1">
      {labels.slice(0, SHOWN_MAX).map((label) => (
        <LabelChip key={label} label={label} />
      ))}
      {more.length > 0 && (
        <span title={more.join(', ')} className="self-center text-faint text-xs">
          +{more.length}
        </span>
      )}
    </span>
  )
}

export function LabelChip({ label }: { label: string }) {
  return (
    <span
      title={label}
      className="block max-w-28 truncate rounded-md bg-sunken px-1.5 py-0.5 text-soft text-xs ring-1 ring-line ring-inset"
    >
      {label}
    </span>
  )
}
