import type { ReactNode } from 'react'
import { Button, Tooltip, TooltipTrigger } from 'react-aria-components'

/** A word with its meaning one hover, focus or press away. `help` is what F1 opens. */
export function Term({ children, meaning, help }: { children: ReactNode; meaning: string; help: string }) {
  return (
    <TooltipTrigger delay={250} closeDelay={80}>
      <Button className="term" data-help={help} data-help-words={meaning}>
        {children}
      </Button>
      <Tooltip className="tooltip" placement="top start" offset={4}>
        {meaning}
      </Tooltip>
    </TooltipTrigger>
  )
}
