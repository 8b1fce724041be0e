import { Link } from '@tanstack/react-router'

interface PanelTitleProps {
  id: string
  title: string
  /** Where "All" leads, for those who hear it without the title. */
  label: string
  to: '/sites' | '/operations'
}

/** Over a short list of what a page shows in full. */
export function PanelTitle({ id, title, label, to }: PanelTitleProps) {
  return (
    <div className="mb-2.5 flex items-baseline justify-between">
      <h2 id={id} className="text-[1.1rem]">
        {title}
      </h2>
      <Link to={to} className="link text-sm" aria-label={label}>
        All
      </Link>
    </div>
  )
}
