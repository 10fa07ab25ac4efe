import type { Shape } from '@onrush/contracts'
import { boundedShape } from './bounded-shape.ts'
import { checkShapes } from './options.ts'

interface Link {
  readonly shape: Shape
  readonly startMs: number
  readonly arrivalsBefore: number
}

/** Shapes one after the other; at a seam the later one counts. */
export function chain(...shapes: readonly Shape[]): Shape {
  checkShapes('chain', shapes)
  const links: Link[] = []
  let startMs = 0
  let arrivalsBefore = 0
  for (const shape of shapes) {
    if (shape.durationMs === 0) continue
    links.push({ shape, startMs, arrivalsBefore })
    startMs += shape.durationMs
    arrivalsBefore += shape.arrivalsBy(shape.durationMs)
  }
  const total = arrivalsBefore
  const durationMs = startMs
  return boundedShape(
    durationMs,
    (offsetMs) => {
      const link = linkAt(links, offsetMs)
      return link === undefined ? 0 : link.shape.rateAt(offsetMs - link.startMs)
    },
    (offsetMs) => {
      const link = linkAt(links, offsetMs)
      return link === undefined || offsetMs >= durationMs
        ? total
        : link.arrivalsBefore + link.shape.arrivalsBy(offsetMs - link.startMs)
    },
  )
}

/** The last link that starts at or before the offset. */
function linkAt(links: readonly Link[], offsetMs: number): Link | undefined {
  let low = 0
  let high = links.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((links[middle] as Link).startMs <= offsetMs) low = middle
    else high = middle - 1
  }
  return links[low]
}
