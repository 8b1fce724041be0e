import { correction, generate } from 'lean-qr/nano'
import { useMemo } from 'react'

/** Modules of light around the code, as ISO 18004 asks: without it, cameras do not find it in the dark theme. */
const QUIET = 4

/** A text as a code for cameras: dark on light in every theme, because many apps read no other. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { path, across } = useMemo(() => drawn(text), [text])
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`${-QUIET} ${-QUIET} ${across} ${across}`}
      shapeRendering="crispEdges"
      className="size-48 rounded-lg"
    >
      <rect x={-QUIET} y={-QUIET} width={across} height={across} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}

function drawn(text: string): { path: string; across: number } {
  const code = generate(text, { minCorrectionLevel: correction.M })
  let path = ''
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) if (code.get(x, y)) path += `M${x} ${y}h1v1h-1z`
  }
  return { path, across: code.size + 2 * QUIET }
}
