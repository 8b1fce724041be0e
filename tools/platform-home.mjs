import { readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/**
 * Where a platform lives and what it was told before. The few facts here are also in the control
 * plane's configuration and layout; a test keeps them equal.
 */
export const DEFAULT_HOME = '/var/lib/aipress'
export const DEFAULT_PORT = 8080

/** Unix sockets live in the home folder and their path is limited to 107 bytes. */
export const HOME_LENGTH_MAX = 56

/** Says that a folder is AIPress's own, so that no other is ever taken over or deleted. */
export const MARKER = '.aipress-home'

export function homeOf(environment) {
  return resolve(environment.AIPRESS_HOME || DEFAULT_HOME)
}

/** `undefined` where the port is not a number; the settings check then says so. */
export function portOf(home, environment) {
  const kept = keptSettings(home).AIPRESS_PORT
  return Number(environment.AIPRESS_PORT || kept || DEFAULT_PORT)
}

function keptSettings(home) {
  try {
    return JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8'))
  } catch {
    return {}
  }
}

export function isPlatformHome(home) {
  try {
    readFileSync(join(home, MARKER))
    return true
  } catch {
    return false
  }
}

export function isEmptyOrAbsent(folder) {
  try {
    return readdirSync(folder).length === 0
  } catch (error) {
    if (error.code === 'ENOENT') return true
    throw error
  }
}

/** What to type so that the same platform is meant again: `AIPRESS_HOME=/srv/a AIPRESS_PORT=9080 npm run up`. */
export function commandFor(command, environment, settings = {}) {
  return withHome(command === 'test' ? 'npm test' : `npm run ${command}`, environment, settings)
}

/** Any command line, so that it means the platform of this home. */
export function withHome(line, environment, settings = {}) {
  const home = environment.AIPRESS_HOME ? { AIPRESS_HOME: environment.AIPRESS_HOME } : {}
  const assignments = Object.entries({ ...home, ...settings }).map(([name, value]) => `${name}=${value}`)
  return [...assignments, line].join(' ')
}

/** Downloads that all platforms of a machine share. */
export function cacheFolder(environment) {
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'aipress')
}
