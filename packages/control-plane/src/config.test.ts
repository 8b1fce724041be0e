import { expect, test } from 'vitest'
import { loadConfig, SETTING_NAMES } from './config.ts'

const BAD: Record<string, [value: string, message: string]> = {
  AIPRESS_HOME: ['/srv/my sites', 'must be a path of letters, digits'],
  AIPRESS_PORT: ['x', 'must be a whole number from 1 to 65535, not "x".'],
  AIPRESS_DOMAIN: ['Not A Domain', 'must be a domain name in lower case'],
  AIPRESS_PUBLIC_SCHEME: ['ftp', 'must be http or https, not "ftp".'],
  AIPRESS_PUBLIC_PORT: ['70000', 'must be a whole number from 1 to 65535, not "70000".'],
  AIPRESS_TRUSTED_PROXIES: ['10.0.0.0/8, me', 'must be at most 100 addresses or networks'],
  AIPRESS_PROCESS: ['A B', 'must be 1 to 30 lower-case letters'],
  AIPRESS_DRIVER: ['cloud', 'must be local or simulated, not "cloud".'],
  AIPRESS_SIMULATION: ['{"seed":"x"}', 'must be JSON like {"seed":1,"timeScale":0.01}'],
  AIPRESS_GROUPS: ['11', 'must be a whole number from 1 to 10, not "11".'],
  AIPRESS_ROLE: ['boss', 'must be all, front or group, not "boss".'],
  AIPRESS_CONTROL_GROUP: ['0', 'must be a whole number from 1 to 10, not "0".'],
  AIPRESS_SITES_PER_SHARD: ['51', 'must be a whole number from 1 to 50, not "51".'],
  AIPRESS_SITES_TARGET: ['0', 'must be a whole number from 1 to 50, not "0".'],
  AIPRESS_REGIONS: ['Europe', 'must be 1 to 20 names of regions'],
  AIPRESS_SHARDS_MAX: ['0', 'must be a whole number from 1 to 100, not "0".'],
  AIPRESS_DEDICATED_SHARDS_MAX: ['101', 'must be a whole number from 0 to 100, not "101".'],
  AIPRESS_WARM_SLOTS: ['many', 'must be a whole number from 0 to 50, not "many".'],
  AIPRESS_STEP_TIMEOUT_SECONDS: ['0.5', 'must be a whole number of seconds'],
  AIPRESS_MOVE_GRACE_MINUTES: ['-1', 'must be a number of minutes, 0 or more, not "-1".'],
  AIPRESS_DELETE_GRACE_HOURS: ['-1', 'must be a number of hours, 0 or more, not "-1".'],
  AIPRESS_HASTE_FOR_TESTS_ONLY: ['0', 'must be a whole number from 1 to 20, not "0".'],
  AIPRESS_TIER_LIMITS_FOR_TESTS_ONLY: [
    '{"iron":{}}',
    'must be JSON like {"bronze":{"storageBytes":4000000}}',
  ],
  AIPRESS_LOG_LEVEL: ['loud', 'must be debug, info, warn, error or silent, not "loud".'],
  AIPRESS_MODEL: ['foo', 'must be <provider>/<model> with one of google, google-vertex, anthropic'],
  AIPRESS_MODEL_URL: ['here', 'must be an address like https://'],
  AIPRESS_OIDC_ISSUER: [
    'http://elsewhere.example.com',
    'must be the address by which the provider names itself',
  ],
  AIPRESS_OIDC_NAME: ['', 'must be 1 to 40 characters'],
  AIPRESS_SMTP_URL: ['me:hush@mail', 'must be an address like smtp://user:password@host:587.'],
}
const ANYTHING_GOES = [
  'AIPRESS_MODEL_API_KEY',
  'AIPRESS_OIDC_CLIENT_ID',
  'AIPRESS_OIDC_CLIENT_SECRET',
  'AIPRESS_FAULTS_FOR_TESTS_ONLY',
]

test.each(Object.entries(BAD))('a bad %s is told in words', (name, [value, message]) => {
  expect(() => loadConfig({ [name]: value })).toThrow(`${name} ${message}`)
})

test('every setting that can be bad is tried above, and all faults are told at once', () => {
  expect([...Object.keys(BAD), ...ANYTHING_GOES].sort()).toEqual([...SETTING_NAMES].sort())
  const all = Object.fromEntries(Object.entries(BAD).map(([name, [value]]) => [name, value]))
  const told = messageOf(() => loadConfig(all))

  expect(told.split('\n')).toHaveLength(Object.keys(BAD).length)
  expect(told).not.toContain('hush')
})

test('a control group is one of those that there are, and its process is named for it', () => {
  const group = { AIPRESS_ROLE: 'group', AIPRESS_CONTROL_GROUP: '2' }
  expect(() => loadConfig(group)).toThrow('AIPRESS_CONTROL_GROUP must be at most AIPRESS_GROUPS (1).')
  expect(loadConfig({ ...group, AIPRESS_GROUPS: '2' })).toMatchObject({
    process: 'control-plane-2',
    controlGroup: 2,
  })
})

test('a model that is elsewhere needs its address', () => {
  const model = { AIPRESS_MODEL: 'openai-compatible/qwen' }
  expect(() => loadConfig(model)).toThrow('AIPRESS_MODEL_URL is missing')
  expect(loadConfig({ ...model, AIPRESS_MODEL_URL: 'http://localhost:11434/v1' }).model).toMatchObject({
    name: 'openai-compatible/qwen',
  })
})

function messageOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return ''
}

test('of another provider’s settings all three are needed', () => {
  const AIPRESS_OIDC_ISSUER = 'https://accounts.google.com'
  expect(() => loadConfig({ AIPRESS_OIDC_ISSUER })).toThrow(
    'AIPRESS_OIDC_CLIENT_ID, AIPRESS_OIDC_CLIENT_SECRET is missing',
  )
  const more = { AIPRESS_OIDC_CLIENT_ID: 'aipress', AIPRESS_OIDC_CLIENT_SECRET: 'hush' }
  expect(loadConfig({ AIPRESS_OIDC_ISSUER, ...more }).oidc).toEqual({
    issuer: AIPRESS_OIDC_ISSUER,
    clientId: 'aipress',
    clientSecret: 'hush',
    name: 'your organisation',
  })
  expect(loadConfig({}).oidc).toBeUndefined()
})
