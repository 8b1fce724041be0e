import {
  BUILT_IN_MODEL,
  changeModel,
  type ModelProvider,
  type ModelSettings,
  parseModelName,
  showModel,
} from '@aipress/contract/models.ts'
import { useState } from 'react'
import { refresh, useAction } from '../client/queries.ts'
import { Button } from '../ui/button.tsx'
import { Card, Section } from '../ui/card.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { Field, inputClass, SelectField, TextField } from '../ui/field.tsx'
import { toast } from '../ui/toast.tsx'

type Choice = 'default' | typeof BUILT_IN_MODEL | ModelProvider

const CHOICES: { value: Choice; label: string }[] = [
  { value: 'default', label: 'As the platform was started' },
  { value: BUILT_IN_MODEL, label: 'None: the built-in interpreter' },
  { value: 'google', label: 'Gemini API' },
  { value: 'google-vertex', label: 'Gemini on Vertex AI' },
  { value: 'anthropic', label: 'Anthropic' },
  { value: 'openai-compatible', label: 'OpenAI-compatible (Ollama and the like)' },
]

interface Wish {
  choice: Choice
  modelId: string
  url: string
  apiKey: string
  credentials: string
  project: string
  location: string
  inputPrice: string
  outputPrice: string
  tokensPerDay: string
  costPerDay: string
}

function wishOf(settings: ModelSettings): Wish {
  const parsed = parseModelName(settings.model)
  return {
    choice: settings.from === 'environment' ? 'default' : (parsed?.provider ?? BUILT_IN_MODEL),
    modelId: parsed?.modelId ?? '',
    url: settings.url ?? '',
    apiKey: '',
    credentials: '',
    project: settings.project ?? '',
    location: settings.location ?? '',
    inputPrice: String(settings.inputPrice ?? ''),
    outputPrice: String(settings.outputPrice ?? ''),
    tokensPerDay: String(settings.limits.tokensPerDay),
    costPerDay: String(settings.limits.costPerDay ?? ''),
  }
}

export function ModelForm({ settings }: { settings: ModelSettings }) {
  const [wish, setWish] = useState(() => wishOf(settings))
  const set = (changed: Partial<Wish>) => setWish((before) => ({ ...before, ...changed }))
  const save = useAction(changeModel, {
    onSuccess: (now) => {
      refresh(showModel)
      toast.good(`The assistant speaks with ${now.model} from the next message on`)
    },
  })
  const isModel = wish.choice !== 'default' && wish.choice !== BUILT_IN_MODEL
  return (
    <Section title="Choose" description="It takes effect with the next message of every conversation.">
      <Card className="p-4 sm:p-5">
        <form
          className="space-y-5"
          onSubmit={(event) => {
            event.preventDefault()
            save.mutate(inputOf(wish, settings))
          }}
        >
          <div className="grid gap-4 sm:grid-cols-2">
            <SelectField
              label="Provider"
              value={wish.choice}
              onChange={(event) => set({ choice: event.target.value as Choice })}
              options={CHOICES}
            />
            {isModel && (
              <TextField
                label="Model"
                value={wish.modelId}
                onChange={(event) => set({ modelId: event.target.value })}
                placeholder={
                  wish.choice.startsWith('google') ? 'gemini-3-flash' : 'as the provider spells it'
                }
                autoCapitalize="none"
                spellCheck={false}
                required
                maxLength={150}
              />
            )}
          </div>
          {isModel && <Access wish={wish} set={set} settings={settings} />}
          {isModel && <Prices wish={wish} set={set} />}
          <Limits wish={wish} set={set} />
          <FailureNote error={save.error} />
          <Button type="submit" look="primary" busy={save.isPending}>
            Save
          </Button>
        </form>
      </Card>
    </Section>
  )
}

interface PartProps {
  wish: Wish
  set(changed: Partial<Wish>): void
}

function Access({ wish, set, settings }: PartProps & { settings: ModelSettings }) {
  const isSame = parseModelName(settings.model)?.provider === wish.choice
  const keptKey = isSame && settings.hasKey ? 'One is stored. Leave this empty to keep it.' : undefined
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {wish.choice === 'openai-compatible' && (
        <TextField
          label="Address of its API"
          type="url"
          value={wish.url}
          onChange={(event) => set({ url: event.target.value })}
          placeholder="http://localhost:11434/v1"
          required
        />
      )}
      <TextField
        label="API key"
        type="password"
        autoComplete="off"
        value={wish.apiKey}
        onChange={(event) => set({ apiKey: event.target.value })}
        hint={keptKey ?? 'Stored encrypted, and never shown again.'}
        maxLength={1_000}
      />
      {wish.choice === 'google-vertex' && (
        <>
          <TextField
            label="Google Cloud project"
            value={wish.project}
            onChange={(event) => set({ project: event.target.value })}
          />
          <TextField
            label="Region"
            value={wish.location}
            onChange={(event) => set({ location: event.target.value })}
            placeholder="global"
          />
          <Field
            label="Service account"
            hint={
              settings.credentials === undefined
                ? 'Its JSON file. On Google Cloud leave it empty: the machine’s own identity is used.'
                : `${settings.credentials} is stored. Leave this empty to keep it.`
            }
          >
            {(wiring) => (
              <textarea
                {...wiring}
                rows={3}
                spellCheck={false}
                value={wish.credentials}
                onChange={(event) => set({ credentials: event.target.value })}
                className={inputClass}
              />
            )}
          </Field>
        </>
      )}
    </div>
  )
}

const amount = (value: string, onChange: (value: string) => void) => ({
  type: 'number',
  inputMode: 'decimal' as const,
  min: 0,
  step: 'any',
  value,
  onChange: (event: { target: { value: string } }) => onChange(event.target.value),
})

function Prices({ wish, set }: PartProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        label="Price of a million tokens read, in US dollars"
        hint="As your provider lists it; without prices no cost is told."
        {...amount(wish.inputPrice, (inputPrice) => set({ inputPrice }))}
      />
      <TextField
        label="Price of a million tokens written, in US dollars"
        {...amount(wish.outputPrice, (outputPrice) => set({ outputPrice }))}
      />
    </div>
  )
}

function Limits({ wish, set }: PartProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        label="Tokens that an account may use on a day"
        hint="Then the built-in interpreter answers until midnight UTC."
        {...amount(wish.tokensPerDay, (tokensPerDay) => set({ tokensPerDay }))}
        min={1_000}
        step={1}
        required
      />
      <TextField
        label="US dollars that an account may cost on a day"
        hint="Needs prices. No limit when empty."
        {...amount(wish.costPerDay, (costPerDay) => set({ costPerDay }))}
      />
    </div>
  )
}

/** What was not touched is left out, secrets above all. */
function inputOf(wish: Wish, before: ModelSettings) {
  const isModel = wish.choice !== 'default' && wish.choice !== BUILT_IN_MODEL
  const known = wishOf(before)
  const changedNumber = (key: 'inputPrice' | 'outputPrice' | 'tokensPerDay') =>
    wish[key] === '' ? {} : { [key]: Number(wish[key]) }
  const text = (key: 'project' | 'location') => (wish[key] === known[key] ? {} : { [key]: wish[key] })
  return {
    model: isModel ? `${wish.choice}/${wish.modelId.trim()}` : wish.choice,
    ...(wish.choice === 'openai-compatible'
      ? { url: wish.url }
      : wish.choice === 'default'
        ? {}
        : { url: '' as const }),
    ...(wish.apiKey === '' ? {} : { apiKey: wish.apiKey }),
    ...(wish.credentials === '' ? {} : { credentials: wish.credentials }),
    ...text('project'),
    ...text('location'),
    ...changedNumber('tokensPerDay'),
    ...(isModel ? { ...changedNumber('inputPrice'), ...changedNumber('outputPrice') } : {}),
    ...(wish.costPerDay === known.costPerDay ? {} : { costPerDay: Number(wish.costPerDay) }),
  }
}
