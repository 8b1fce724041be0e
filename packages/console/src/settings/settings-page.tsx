import { showStatus } from '@aipress/contract/platform.ts'
import { roleInWords } from '@aipress/contract/roles.ts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, Sparkles } from 'lucide-react'
import { queryOf } from '../client/queries.ts'
import { ROLE_LABELS } from '../people/role-labels.ts'
import { OWN_PLACES, type Place } from '../shell/places.ts'
import { chooseTheme, THEMES, useThemeChoice } from '../shell/theme.ts'
import { may, useMe } from '../sign-in/session.ts'
import { Card, Facts, Section } from '../ui/card.tsx'
import { Choices } from '../ui/choices.tsx'
import { Failure } from '../ui/failure.tsx'
import { Page } from '../ui/page.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { SignInRulesCard } from './sign-in-rules.tsx'

/** What one sets for oneself, and what is set for the platform. */
export function SettingsPage() {
  const me = useMe()
  return (
    <Page title="Settings">
      <div className="max-w-2xl">
        <Section title="Appearance" description="Kept in this browser.">
          <Appearance />
        </Section>
        <Section title="You">
          <Own />
        </Section>
        <Section title="Keyboard">
          <Keys />
        </Section>
        {may(me, 'accounts:read') && (
          <Section title="Signing in" description="For everybody with a role on the platform.">
            <SignInRulesCard />
          </Section>
        )}
        {may(me, 'platform:read') && (
          <Section
            title="Platform"
            description="Address and versions are set where the platform is started; the language model here."
          >
            <Platform />
          </Section>
        )}
      </div>
    </Page>
  )
}

function Appearance() {
  return (
    <Card className="flex flex-wrap items-center justify-between gap-4 p-5">
      <p className="text-soft">Light, dark, or as your system is just now.</p>
      <Choices label="Theme" value={useThemeChoice()} options={THEMES} onChange={chooseTheme} />
    </Card>
  )
}

function Own() {
  const me = useMe()
  return (
    <Card className="overflow-hidden">
      <div className="p-5">
        <Facts
          className="sm:grid-cols-3"
          items={[
            ['Name', me.person?.name || me.displayName],
            ['Role', me.role === 'guest' ? roleInWords(me) : ROLE_LABELS[me.role]],
            ...(me.role === 'guest' ? [] : [['Account', me.accountName] as [string, string]]),
          ]}
        />
      </div>
      <ul>
        {OWN_PLACES.filter(({ to, permission }) => to !== '/settings' && may(me, permission)).map((place) => (
          <PlaceRow key={place.to} {...place} />
        ))}
      </ul>
    </Card>
  )
}

function PlaceRow({ to, label, icon: Icon }: Pick<Place, 'to' | 'label' | 'icon'>) {
  return (
    <li className="border-line border-t">
      <Link
        to={to}
        className="flex items-center gap-3 px-5 py-3 transition-colors -outline-offset-2 hover:bg-sunken/60"
      >
        <Icon size={17} strokeWidth={1.75} aria-hidden className="text-faint" />
        <span className="flex-1">{label}</span>
        <ChevronRight size={16} aria-hidden className="text-faint" />
      </Link>
    </li>
  )
}

const KEYS = [
  { keys: 'Ctrl K', what: 'Find a page or a site, or do something with the site in view' },
  { keys: '/', what: 'To the chat, from anywhere' },
  { keys: 'Enter', what: 'Send; with Shift a new line' },
  { keys: 'Esc', what: 'Close what has opened' },
] as const

function Keys() {
  return (
    <Card>
      <dl>
        {KEYS.map(({ keys, what }) => (
          <div key={keys} className="flex items-baseline gap-4 border-line border-b px-5 py-3 last:border-0">
            <dt className="w-20 shrink-0">
              <kbd className="rounded-md border border-line-strong bg-sunken px-1.5 py-0.5 font-sans text-sm">
                {keys}
              </kbd>
            </dt>
            <dd className="text-soft">{what}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

function Platform() {
  const { data, error, refetch } = useQuery(queryOf(showStatus, {}))
  if (data === undefined) {
    return error === null ? (
      <Skeleton className="h-28" />
    ) : (
      <Failure error={error} onRetry={() => void refetch()} />
    )
  }
  return (
    <Card className="overflow-hidden">
      <div className="p-5">
        <Facts
          items={[
            ['Address', data.consoleUrl],
            ['AIPress', data.version],
            ['WordPress of new sites', data.wordpressVersion],
          ]}
        />
      </div>
      <ul>
        <PlaceRow to="/model" label={`Language model: ${data.model}`} icon={Sparkles} />
      </ul>
    </Card>
  )
}
