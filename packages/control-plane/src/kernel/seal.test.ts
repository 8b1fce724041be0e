import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deriveKey, ensureMasterKey } from './keys.ts'
import { createSeal } from './seal.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aipress-keys-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const seal = createSeal(Buffer.alloc(32, 1))

test.each(['', 'a', 'Bäckerei 🍞', 'x'.repeat(100_000)])('what was sealed can be opened (%#)', (plain) => {
  expect(seal.open(seal.seal(plain, 'purpose'), 'purpose')).toBe(plain)
})

test('sealing twice looks different each time', () => {
  expect(seal.seal('same', 'purpose')).not.toBe(seal.seal('same', 'purpose'))
})

test('another purpose, another key or any changed byte is refused', () => {
  const sealed = seal.seal('secret', 'slot:1')
  expect(() => seal.open(sealed, 'slot:2')).toThrow()
  expect(() => createSeal(Buffer.alloc(32, 2)).open(sealed, 'slot:1')).toThrow()
  const bytes = Buffer.from(sealed.slice(3), 'base64url')
  for (let index = 0; index < bytes.length; index += 1) {
    const changed = Buffer.from(bytes)
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index)
    expect(() => seal.open(`v1.${changed.toString('base64url')}`, 'slot:1')).toThrow()
  }
})

test.each(['', 'v1', 'v1.', 'v1.AAAA', 'v2.AAAA', 'plain text'])(
  '%j is not taken for a sealed value',
  (text) => {
    expect(() => seal.open(text, 'purpose')).toThrow()
  },
)

test('a key of another length is refused', () => {
  expect(() => createSeal(Buffer.alloc(16))).toThrow('32 bytes')
})

test('a key is made once and then stays, and only its owner can read it', async () => {
  const path = join(folder, 'secrets', 'key')
  const keys = [await ensureMasterKey(path), await ensureMasterKey(path)]
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1)
  expect(keys[0]).toHaveLength(32)
  expect((await stat(path)).mode & 0o777).toBe(0o400)
  expect((await stat(join(folder, 'secrets'))).mode & 0o777).toBe(0o700)
})

test('each use has a key of its own, always the same', () => {
  const master = Buffer.alloc(32, 9)
  expect(deriveKey(master, 'one')).toEqual(deriveKey(master, 'one'))
  expect(deriveKey(master, 'one')).not.toEqual(deriveKey(master, 'two'))
  expect(deriveKey(Buffer.alloc(32, 8), 'one')).not.toEqual(deriveKey(master, 'one'))
})
