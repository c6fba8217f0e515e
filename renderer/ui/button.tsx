import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps } from 'react-aria-components'

/** A button. `label` is its name for screen readers where it shows only an icon. */
export function Button({
  kind,
  label,
  children,
  ...rest
}: Omit<ButtonProps, 'children'> & { kind?: 'primary' | 'danger' | 'quiet'; label?: string; children: ReactNode }) {
  return (
    <AriaButton {...rest} className="button" data-kind={kind} {...(label === undefined ? {} : { 'aria-label': label })}>
      {children}
    </AriaButton>
  )
}
