import { Component, type ReactNode } from 'react'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'

/** Keeps a fault of one panel from taking the window with it: it is said, and the panel can be drawn anew. React knows this only as a class. */
export class PanelBoundary extends Component<{ readonly children: ReactNode }, { readonly fault: string | undefined }> {
  override state: { readonly fault: string | undefined } = { fault: undefined }

  static getDerivedStateFromError(error: unknown): { readonly fault: string } {
    return { fault: error instanceof Error ? error.message : String(error) }
  }

  override render(): ReactNode {
    const { fault } = this.state
    if (fault === undefined) return this.props.children
    return (
      <div className="empty" role="alert">
        <p>{say('dock.fault', { reason: fault })}</p>
        <Button onPress={() => this.setState({ fault: undefined })}>{say('dock.draw-again')}</Button>
      </div>
    )
  }
}
