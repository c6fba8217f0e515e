import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { say } from '../text/en.ts'
import { boxSize, graphPicture } from './graph-picture.ts'

/** A strategy's graph, small: enough to tell one from another. */
export function Picture({ strategy }: { strategy: StrategyDocument }) {
  const { viewBox, boxes, wires } = graphPicture(strategy)
  return (
    <svg className="picture" viewBox={viewBox} role="img" aria-label={say('files.picture', { nodes: boxes.length })}>
      {wires.map(({ id, path, money }) => (
        <path key={id} d={path} data-money={money || undefined} />
      ))}
      {boxes.map(({ id, x, y, family }) => (
        <g key={id} data-family={family}>
          <rect className="picture-box" x={x} y={y} {...boxSize} rx={8} />
          <rect className="picture-head" x={x} y={y} width={boxSize.width} height={boxSize.height / 3} rx={8} />
        </g>
      ))}
    </svg>
  )
}
