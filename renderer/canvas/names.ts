/** Names of frames and notes on the canvas: no node can have them. */
export const frameId = (id: string) => `frame:${id}`
export const noteId = (id: string) => `note:${id}`
/** True for a frame or a note. */
export const isBack = (name: string) => name.includes(':')
