import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Card, Section } from '../ui/card.tsx'
import { Choices } from '../ui/choices.tsx'
import { Page } from '../ui/page.tsx'
import { type Agent, addressForPrograms, agentsFor, isLocal } from './agents.ts'
import { CopyBlock } from './copy-block.tsx'

const MODES = [
  { value: 'all', label: 'All tools' },
  { value: 'read-only', label: 'Read-only' },
] as const
type Mode = (typeof MODES)[number]['value']

/** How the common agents are connected to this very platform. */
export function ConnectPage() {
  const [mode, setMode] = useState<Mode>('all')
  const address = `${addressForPrograms(window.location)}${mode === 'all' ? '' : '?mode=read-only'}`
  const local = isLocal(window.location.hostname)
  return (
    <Page
      title="Connect an agent"
      description="Agents that speak MCP work with your sites: as you, and no further than you allow. You sign in here, they never see your password."
    >
      <Section
        title="The address"
        actions={<Choices label="Tools" value={mode} options={MODES} onChange={setMode} />}
      >
        <CopyBlock text={address} label="Copy the address" />
        <p className="mt-2 text-soft text-sm">
          What you have connected, and how to disconnect it, is under{' '}
          <Link to="/tokens" className="link">
            API tokens and programs
          </Link>
          . For agents that only read texts there is{' '}
          <a href="/llms.txt" className="link">
            llms.txt
          </a>
          .
        </p>
      </Section>
      <Section title="Your agent">
        <div className="grid gap-4 lg:grid-cols-2">
          {agentsFor(address).map((agent) => (
            <AgentCard key={agent.id} agent={agent} outOfReach={local && agent.fromInternet === true} />
          ))}
        </div>
      </Section>
    </Page>
  )
}

function AgentCard({ agent, outOfReach }: { agent: Agent; outOfReach: boolean }) {
  return (
    <Card className="min-w-0 p-4 sm:p-5">
      <h3 className="text-lg">{agent.name}</h3>
      {outOfReach && (
        <p className="mt-1 text-soft text-sm">
          It asks over the internet, where this platform is not: give it a public address with https first.
        </p>
      )}
      <ol className="mt-2.5 space-y-3 text-sm">
        {agent.steps.map(({ text, copy }) => (
          <li key={text}>
            {text}
            {copy !== undefined && <CopyBlock {...copy} />}
          </li>
        ))}
      </ol>
    </Card>
  )
}
