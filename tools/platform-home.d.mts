export const DEFAULT_HOME: string
export const DEFAULT_PORT: number
export const HOME_LENGTH_MAX: number
export const MARKER: string
export function homeOf(environment: Record<string, string | undefined>): string
export function portOf(home: string, environment: Record<string, string | undefined>): number
export function isPlatformHome(home: string): boolean
export function isEmptyOrAbsent(folder: string): boolean
export function commandFor(
  command: string,
  environment: Record<string, string | undefined>,
  settings?: Record<string, string>,
): string
/** Any command line, so that it means the platform of this home. */
export function withHome(
  line: string,
  environment: Record<string, string | undefined>,
  settings?: Record<string, string>,
): string
export function cacheFolder(environment: Record<string, string | undefined>): string
