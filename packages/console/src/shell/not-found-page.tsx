import { Link } from '@tanstack/react-router'
import { buttonClass } from '../ui/button.tsx'
import { useDocumentTitle } from '../ui/page.tsx'

export function NotFoundPage() {
  useDocumentTitle('Not found')
  return (
    <div className="grid min-h-[80dvh] place-content-center px-6 text-center">
      <p className="label-caps">404</p>
      <h1 className="mt-2 text-[2.3rem] leading-tight">This page was never printed.</h1>
      <p className="mt-2 text-soft">The address may be mistyped, or what it showed is gone.</p>
      <p className="mt-6 flex justify-center gap-2">
        <Link to="/" className={buttonClass('primary')}>
          To the home page
        </Link>
        <Link to="/sites" className={buttonClass()}>
          To the sites
        </Link>
      </p>
    </div>
  )
}
