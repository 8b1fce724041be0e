import type { PartHealth } from '@aipress/contract/shards.ts'

/** Where only one shard is told of, `shard-001/mariadb` is called mariadb. */
export function ownParts(parts: readonly PartHealth[]): PartHealth[] {
  return parts.map((part) => ({ ...part, name: part.name.replace(/^.*\//, '') }))
}
