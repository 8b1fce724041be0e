import {
  AipressError,
  type InputOf,
  PHP_DEFAULTS,
  PHP_LIMITS,
  type PhpWishes,
  phpSettingsOf,
  setPhp,
  showPhp,
} from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { PhpInstallation } from '../platform/site-host.ts'
import { changePhpWorkflow } from './change-php.workflow.ts'
import { beyondTier, requireWithinTier } from './php-settings.ts'
import { requireState, type SiteRecord } from './site.ts'
import { holdIdle, laneDepsOf } from './site-lane.ts'
import { answeredBefore, requestFor, type SiteCall, type SiteOperationDeps } from './site-operations.ts'

const NOTES = [
  'Extensions are loaded by the PHP of the whole shard: a site can use all of them, and none can be switched on or off for one site alone.',
  'Seconds are processor time; a request that waits is ended after 5 minutes.',
]

export function phpHandlers(deps: SiteOperationDeps): Handler[] {
  const { services, finder } = deps
  return [
    handle(showPhp, async (input, { caller, signal, touch }) => {
      const site = await finder.find(input.site, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      const installed = await services.host.php(site.place, signal)
      const beyond = beyondTier(site.tier, site.php)
      return {
        siteName: site.name,
        tier: site.tier,
        version: installed.version,
        versionsInstalled: [...installed.versionsInstalled],
        settings: phpSettingsOf(site.tier, site.php),
        ...(beyond === undefined ? {} : { beyondTier: beyond }),
        defaults: PHP_DEFAULTS,
        limits: PHP_LIMITS[site.tier],
        extensions: [...installed.extensions],
        notes: [versionNote(installed), ...NOTES],
      }
    }),
    handle(setPhp, (input, context) => changePhp(deps, input, context)),
  ]
}

function versionNote({ version, versionsInstalled }: PhpInstallation): string {
  const others = versionsInstalled.filter((each) => each !== version)
  if (others.length === 0) return `PHP ${version} is the only one installed, so there is none to choose.`
  return `Shards run PHP ${version}; ${others.join(', ')} is installed on the machine besides, but no shard runs it.`
}

async function changePhp(
  deps: SiteOperationDeps,
  input: InputOf<typeof setPhp>,
  { caller, signal, touch, idOf }: SiteCall & { signal: AbortSignal },
) {
  const { engine, finder, services } = deps
  const operationId = idOf('operation')
  const earlier = await answeredBefore(deps, operationId)
  if (earlier !== undefined) return earlier
  const found = await finder.find(input.site, caller)
  touch({ siteId: found.siteId, accountId: found.accountId })
  requireState(found, ['running', 'suspended'])
  if (input.phpVersion !== undefined)
    requireVersion(await services.host.php(found.place, signal), input.phpVersion)
  const { operation, settings } = await engine.transaction(async (tx) => {
    const site = await holdIdle(laneDepsOf(deps), tx, found.siteId)
    const named = namedIn(input, site)
    const to = input.reset ? named : { ...site.php, ...named }
    requireWithinTier(site.tier, named)
    const started = await engine.start(
      tx,
      changePhpWorkflow,
      { siteId: site.siteId, from: site.php, to, named },
      {
        ...requestFor(site, caller),
        operationId,
        action: setPhp.name,
        title: `Change the PHP settings of ${site.title}`,
      },
    )
    return { operation: started, settings: phpSettingsOf(site.tier, to) }
  })
  touch({ operationId: operation.operationId })
  return { site: await finder.describeOne(found), operation, settings }
}

function namedIn(input: InputOf<typeof setPhp>, site: SiteRecord): PhpWishes {
  const named = {
    ...(input.memory === undefined ? {} : { memoryMb: input.memory }),
    ...(input.upload === undefined ? {} : { uploadMb: input.upload }),
    ...(input.seconds === undefined ? {} : { seconds: input.seconds }),
  }
  if (Object.keys(named).length > 0 || input.reset || input.phpVersion !== undefined) return named
  throw new AipressError('invalid_input', 'Say what to change: memory, upload, seconds or reset.', {
    hint: `For example: aipress php set ${site.name} --upload 128M`,
  })
}

function requireVersion({ version, versionsInstalled }: PhpInstallation, wanted: string): void {
  if (wanted === version) return
  const message = versionsInstalled.includes(wanted)
    ? `PHP ${wanted} is installed, but the site's shard runs PHP ${version}.`
    : `PHP ${wanted} is not installed.`
  throw new AipressError('php_version_not_installed', message, {
    hint: `Sites here run PHP ${version}. Installed: ${versionsInstalled.join(', ')}.`,
  })
}
