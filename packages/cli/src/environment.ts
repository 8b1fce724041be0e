import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the platform keeps itself unless `AIPRESS_HOME` says otherwise; the same default as `up` has. */
const HOME_DEFAULT = '/var/lib/aipress'

export interface Environment {
  /** A platform elsewhere, and the token to sign in with. */
  readonly url: string | undefined
  readonly token: string | undefined
  readonly home: string
  /** Whoever names a home means the platform on this machine, whatever `aipress login` has stored. */
  readonly homeIsGiven: boolean
  readonly configDirectory: string
  readonly isRoot: boolean
}

/** The only reader of the environment. An empty variable counts as none, as elsewhere on Unix. */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const home = variables.AIPRESS_HOME || undefined
  return {
    url: variables.AIPRESS_URL || undefined,
    token: variables.AIPRESS_TOKEN || undefined,
    home: home ?? HOME_DEFAULT,
    homeIsGiven: home !== undefined,
    configDirectory: join(variables.XDG_CONFIG_HOME || join(homedir(), '.config'), 'aipress'),
    isRoot: process.getuid?.() === 0,
  }
}
