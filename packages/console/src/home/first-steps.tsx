import { Link } from '@tanstack/react-router'
import { Globe, type LucideIcon, Plus, UserPlus, Users } from 'lucide-react'
import { may, useMe } from '../sign-in/session.ts'
import { buttonClass } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'

/** Where there is no site yet: what to do first, as far as one may. */
export function FirstSteps() {
  const me = useMe()
  if (!may(me, 'sites:create')) {
    return (
      <div className="mt-10">
        <Empty icon={<Globe size={19} aria-hidden />} title="No sites yet">
          As soon as somebody creates one in {me.accountName}, or shares one with you, it is here.
        </Empty>
      </div>
    )
  }
  return (
    <section aria-labelledby="first-steps" className="mt-10">
      <h2 id="first-steps" className="text-[1.22rem]">
        First steps
      </h2>
      <ul className="mt-3 grid gap-4 sm:grid-cols-2">
        <Step icon={Globe} title="Your first site is a sentence away">
          <p>Say “Create a site called Corner Bakery” above, or press the button. It takes about a second.</p>
          <Link to="/sites" search={{ dialog: 'create' }} className={`${buttonClass('primary')} mt-4`}>
            <Plus size={17} aria-hidden />
            New site
          </Link>
        </Step>
        {may(me, 'members:change') && (
          <Step icon={Users} title="Bring the others">
            <p>Invite people by e-mail. What they may follows from their role, on all sites or on one.</p>
            <Link to="/people" className={`${buttonClass()} mt-4`}>
              <UserPlus size={16} aria-hidden />
              To the people
            </Link>
          </Step>
        )}
      </ul>
    </section>
  )
}

function Step({
  icon: Icon,
  title,
  children,
}: {
  icon: LucideIcon
  title: string
  children: React.ReactNode
}) {
  return (
    <li className="rounded-xl border border-line bg-surface p-5 text-soft shadow-low">
      <Icon size={20} strokeWidth={1.75} aria-hidden className="text-accent" />
      <h3 className="mt-3 mb-1 text-[1.15rem] text-ink">{title}</h3>
      {children}
    </li>
  )
}
