import type { Area } from './attack.ts'
import { CACHE } from './attacks/cache.ts'
import { DATABASE } from './attacks/database.ts'
import { EDGE } from './attacks/edge.ts'
import { FILES } from './attacks/files.ts'
import { NETWORK } from './attacks/network.ts'
import { PHP } from './attacks/php.ts'
import { PROCESSES } from './attacks/processes.ts'

export const AREAS: readonly Area[] = [FILES, PROCESSES, PHP, DATABASE, CACHE, NETWORK, EDGE]

export const ATTACKS = AREAS.flatMap(({ attacks }) => attacks)
