import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'

/** Rows drawn beyond the edge, so that a turn of the wheel shows no blank. */
const BEYOND = 6

export type RowWindow = {
  /** The element that scrolls. */
  readonly ref: RefObject<HTMLDivElement | null>
  /** Rows to draw, [first, last). */
  readonly first: number
  readonly last: number
  /** Rows that fit: what Page Up and Page Down move by. */
  readonly page: number
  /** Scrolls no further than needed for a row to be seen. */
  readonly show: (row: number) => void
}

/** Which of `count` rows, each `height` pixels, are in sight below a head of `head` pixels. Only those are drawn, however many there are. */
export function useRowWindow(count: number, height: number, head = 0): RowWindow {
  const ref = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState({ top: 0, size: 0 })

  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const read = () => setSeen({ top: element.scrollTop, size: element.clientHeight })
    const observer = new ResizeObserver(read)
    observer.observe(element)
    element.addEventListener('scroll', read, { passive: true })
    read()
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', read)
    }
  }, [])

  // Fewer rows than before: the element has moved by itself and tells nobody.
  useEffect(() => {
    const element = ref.current
    if (element) setSeen({ top: element.scrollTop, size: element.clientHeight })
  }, [count])

  const show = useCallback(
    (row: number) => {
      const element = ref.current
      if (!element) return
      const room = element.clientHeight - head
      if (row * height < element.scrollTop) element.scrollTop = row * height
      else if ((row + 1) * height > element.scrollTop + room) element.scrollTop = (row + 1) * height - room
    },
    [height, head],
  )

  const fit = Math.max(1, Math.floor((seen.size - head) / height))
  const first = Math.min(Math.max(0, Math.floor(seen.top / height) - BEYOND), Math.max(0, count - 1))
  return { ref, first, last: Math.min(count, first + fit + 2 * BEYOND + 2), page: fit, show }
}
