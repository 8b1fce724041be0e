/** As PHP's `serialize` has it. Numbers that are keys of arrays stay numbers here, unlike in objects. */
export type PhpValue = null | boolean | number | string | PhpArray
export type PhpArray = Map<number | string, PhpValue>

/** What a stranger wrote is parsed no further than this. */
const DEPTH_MAX = 32
const VALUES_MAX = 50_000

/**
 * Reads what WordPress keeps in options. Objects come as arrays of what they hold, references as null. Throws on
 * anything that `serialize` would not write. Of what is too long, the beginning is answered, each array with what was
 * read of it; so where `isPart` says that only the beginning was given.
 */
export function parsePhpSerialized(bytes: Buffer, { isPart = false } = {}): PhpValue {
  const reader = { bytes, isPart, at: 0, values: 0, isOver: false }
  const value = readTop(reader)
  if (!reader.isOver && reader.at !== bytes.length) throw malformed(reader)
  return value
}

function readTop(reader: Reader): PhpValue {
  try {
    return readValue(reader, 0)
  } catch (error) {
    if (error !== OVER) throw error
    reader.isOver = true
    return null
  }
}

/** Thrown where reading ends before all was read; arrays that are being read take it. */
const OVER = Symbol('over')

interface Reader {
  readonly bytes: Buffer
  readonly isPart: boolean
  at: number
  values: number
  isOver: boolean
}

const malformed = ({ at }: Reader) => new Error(`Not what PHP's serialize writes, at byte ${at}.`)

function readValue(reader: Reader, depth: number): PhpValue {
  reader.values += 1
  if (reader.values > VALUES_MAX) throw OVER
  if (depth > DEPTH_MAX) throw malformed(reader)
  const kind = readBytes(reader, 1).toString('latin1')
  if (kind === 'N') {
    expectText(reader, ';')
    return null
  }
  expectText(reader, ':')
  switch (kind) {
    case 'b':
      return readUntil(reader, ';') === '1'
    case 'i':
    case 'd':
      return Number(readUntil(reader, ';'))
    case 's':
    case 'E':
      return readText(reader, ';')
    case 'r':
    case 'R':
      readUntil(reader, ';')
      return null
    case 'a':
      return readArray(reader, depth)
    case 'O':
      readText(reader, ':')
      return readArray(reader, depth)
    default:
      throw malformed(reader)
  }
}

function readArray(reader: Reader, depth: number): PhpArray {
  const count = readCount(reader)
  expectText(reader, '{')
  const array: PhpArray = new Map()
  try {
    for (let index = 0; index < count && !reader.isOver; index += 1) {
      const key = readValue(reader, depth + 1)
      if (typeof key !== 'number' && typeof key !== 'string') throw malformed(reader)
      array.set(key, readValue(reader, depth + 1))
    }
    if (!reader.isOver) expectText(reader, '}')
  } catch (error) {
    if (error !== OVER) throw error
    reader.isOver = true
  }
  return array
}

function readText(reader: Reader, end: string): string {
  const length = readCount(reader)
  expectText(reader, '"')
  const text = readBytes(reader, length).toString('utf8')
  expectText(reader, `"${end}`)
  return text
}

function readCount(reader: Reader): number {
  const count = readUntil(reader, ':')
  if (!/^\d{1,9}$/.test(count)) throw malformed(reader)
  return Number(count)
}

function readUntil(reader: Reader, end: string): string {
  const stop = reader.bytes.indexOf(end, reader.at, 'latin1')
  if (stop < 0 && reader.isPart) throw OVER
  if (stop < 0 || stop - reader.at > 40) throw malformed(reader)
  const text = reader.bytes.toString('latin1', reader.at, stop)
  reader.at = stop + 1
  return text
}

function readBytes(reader: Reader, length: number): Buffer {
  const end = reader.at + length
  if (end > reader.bytes.length) throw reader.isPart ? OVER : malformed(reader)
  const bytes = reader.bytes.subarray(reader.at, end)
  reader.at = end
  return bytes
}

function expectText(reader: Reader, text: string): void {
  if (readBytes(reader, text.length).toString('latin1') !== text) throw malformed(reader)
}
