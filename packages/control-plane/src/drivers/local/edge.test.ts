import { startEdge } from '../../../../../test/harness/edge.ts'
import { visit } from '../../../../../test/harness/http.ts'
import { describeEdge } from '../../platform/edge.suite.ts'

describeEdge('local', async () => {
  const opened = await startEdge()
  return {
    edge: opened.edge,
    async visit(host, path) {
      const { status, headers } = await visit({ port: opened.port, host, path })
      return { status, location: headers.location }
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
})
