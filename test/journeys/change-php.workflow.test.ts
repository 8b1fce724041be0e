import { setPhp, showPhp } from '@aipress/contract'
import { expect } from 'vitest'
import { describeWorkflow } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import { changePhpWorkflow } from '../../packages/control-plane/src/sites/index.ts'
import { openSubject } from './workflow-subject.ts'

describeWorkflow(changePhpWorkflow, (sites) =>
  openSubject({
    sites,
    act: (cloud, standing, options) => cloud.call(setPhp, { site: standing.siteId, upload: '64M' }, options),
    async proveDone(cloud, standing) {
      expect(await cloud.call(showPhp, { site: standing.siteId })).toMatchObject({
        settings: { uploadMb: 64 },
      })
    },
    async takeAway(cloud, standing) {
      const back = await cloud.call(setPhp, { site: standing.siteId, reset: true })
      await cloud.settled(back.operation.operationId)
    },
  }),
)
