import { describe, expect, test } from 'vitest'
import { purgeSigningIn } from './index.ts'
import { ENROLMENT_MS_MAX } from './second-factor.ts'
import { accountsYard, PASSWORD } from './testing/accounts-yard.ts'
import { totpCode } from './totp.ts'

const yard = accountsYard()
const STEP_MS = 30_000

const codeNow = (secret: string) => totpCode(secret, Math.floor(yard.nowMs / STEP_MS))

/** Begins, and the time passes until a code is typed. */
async function begun(afterMs: number) {
  const anna = await yard.join('anna@example.com')
  const begin = () => yard.accounts.secondFactor.begin({ password: PASSWORD }, anna.request())
  const confirm = (secret: string) =>
    yard.accounts.secondFactor.confirm({ code: codeNow(secret) }, anna.request())
  const { secret } = await begin()
  yard.nowMs += afterMs
  return { anna, begin, confirm, secret }
}

describe('an app that is being set up', () => {
  test('takes its first code for ten minutes', async () => {
    const { confirm, secret } = await begun(ENROLMENT_MS_MAX)
    expect((await confirm(secret)).recoveryCodes).toHaveLength(10)
  })

  test('takes none later: one is told to begin anew, and that works', async () => {
    const { anna, begin, confirm, secret } = await begun(ENROLMENT_MS_MAX + 1)
    await expect(confirm(secret)).rejects.toMatchObject({
      code: 'second_factor_conflict',
      message: expect.stringContaining('10 minutes'),
      hint: expect.stringContaining('Begin anew'),
    })
    expect(await yard.accounts.ownWays(anna.request())).not.toHaveProperty('secondFactor')
    expect((await confirm((await begin()).secret)).recoveryCodes).toHaveLength(10)
  })

  test('leaves nothing behind when it was not finished, and stays when it was', async () => {
    const rows = () => yard.database.selectFrom('second_factors').select('person_id').execute()
    const { begin, confirm } = await begun(ENROLMENT_MS_MAX + 1)
    expect(await purgeSigningIn(yard.database, yard.nowMs)).toBe(1)
    expect(await rows()).toEqual([])
    await confirm((await begin()).secret)
    yard.nowMs += ENROLMENT_MS_MAX + 1
    expect(await purgeSigningIn(yard.database, yard.nowMs)).toBe(0)
    expect(await rows()).toHaveLength(1)
  })
})
