const most = 6

function createRecents() {
  let types: readonly string[] = []
  return {
    list: () => types,
    add: (type: string) => void (types = [type, ...types.filter((one) => one !== type)].slice(0, most)),
  }
}

/** Node types lately added, newest first. One list per window. */
export const recents = createRecents()
