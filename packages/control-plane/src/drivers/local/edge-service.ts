import { join } from 'node:path'
import type { Layout } from './layout.ts'
import type { ServiceSpec } from './supervisor.ts'

export const EDGE_SERVICE = 'edge'

/** nginx in the foreground: its master is root's, to open the port; its workers are www-data's. */
export function edgeService(layout: Layout): ServiceSpec {
  return {
    name: EDGE_SERVICE,
    argv: [
      '/bin/sh',
      join(layout.edge.root, 'start.sh'),
      layout.edge.root,
      layout.edge.configuration,
      layout.edge.adminSocket,
      layout.edge.makerSocket,
      layout.edge.purgeSocket,
    ],
    // Two for each connection to PHP, with room for 16,000 of them in each worker.
    openFilesMax: 65_536,
    directory: layout.edge.root,
    comesFirst: true,
  }
}
