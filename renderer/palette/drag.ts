/** Type of what is dragged from the palette: a node type, read by the canvas when it is dropped. */
export const dragType = 'application/x-weir-node'
