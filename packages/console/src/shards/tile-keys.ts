/** Which tile an arrow leads to, by where tiles are on the screen; groups are rows among others. */
export function tileAfter(
  tiles: readonly HTMLElement[],
  current: HTMLElement,
  key: string,
): HTMLElement | undefined {
  const index = tiles.indexOf(current)
  switch (key) {
    case 'ArrowRight':
      return tiles[index + 1]
    case 'ArrowLeft':
      return tiles[index - 1]
    case 'ArrowDown':
      return nearestInRow(tiles.slice(index + 1), current)
    case 'ArrowUp':
      return nearestInRow(tiles.slice(0, index).reverse(), current)
    case 'Home':
      return tiles[0]
    case 'End':
      return tiles.at(-1)
    default:
      return undefined
  }
}

/** Of the first row among these that is not the current one's, the tile most nearly above or below. */
function nearestInRow(tiles: readonly HTMLElement[], current: HTMLElement): HTMLElement | undefined {
  const from = current.getBoundingClientRect()
  let row: number | undefined
  let best: { tile: HTMLElement; away: number } | undefined
  for (const tile of tiles) {
    const { top, left } = tile.getBoundingClientRect()
    if (top === from.top) continue
    row ??= top
    if (top !== row) break
    const away = Math.abs(left - from.left)
    if (best === undefined || away < best.away) best = { tile, away }
  }
  return best?.tile
}
