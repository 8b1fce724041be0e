/** How alike two spellings are, apart from what they mean. */

/** `site` and `sites`, but not through a slip, which would make `deletes` a `delete`. */
export function sameButForNumber(said: string, meant: string): boolean {
  const [short, long] = said.length < meant.length ? [said, meant] : [meant, said]
  return short.length > 3 && (long === `${short}s` || long === `${short}es`)
}

/** Tells slips of the finger. "deleted" and "deleting" speak about it, they do not ask for it: endings are no slips. */
export function slips(endings: readonly string[]): (said: string, meant: string) => boolean {
  return (said, meant) => {
    const shorter = Math.min(said.length, meant.length)
    if (shorter < 4 || Math.abs(said.length - meant.length) > 2 || /\d/.test(said)) return false
    if (endings.some((ending) => said === meant + ending || meant === said + ending)) return false
    return distance(said, meant) <= (shorter >= 8 ? 2 : 1)
  }
}

/** Damerau and Levenshtein's: insertions, deletions, substitutions, and swaps of neighbours; 3 stands for more. */
export function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) best = Math.min(best, (before[j - 2] ?? 0) + 1)
      next.push(best)
    }
    before = row
    row = next
  }
  return row[b.length] ?? 3
}

/** Without accents and case, so that `Café` and `cafe` are one. The voicing marks of kana make other letters. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/(?![\u3099\u309a])\p{M}/gu, '')
    .normalize('NFKC')
    .toLowerCase()
}
