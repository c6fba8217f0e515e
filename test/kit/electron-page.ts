/** In the page before anything else: Electron's side of a sandboxed preload. Nothing of it is left in reach of the page but what is exposed. */
export function preloadHost(preload: string): string {
  return `(() => {
    const tell = globalThis.__standIn
    delete globalThis.__standIn
    if (!tell) return
    const b64 = (bytes) => { let s = ''; for (let i = 0; i < bytes.length; i += 32768) s += String.fromCharCode(...bytes.subarray(i, i + 32768)); return btoa(s) }
    const encode = (value) => JSON.stringify(value, (_, v) => v instanceof Uint8Array ? { $bytes: b64(v) } : v)
    const decode = (text) => JSON.parse(text, (_, v) => v && v.$bytes !== undefined ? Uint8Array.from(atob(v.$bytes), (c) => c.charCodeAt(0)) : v)
    // In Electron a page may close the window it is in.
    Object.defineProperty(globalThis, 'close', { value: () => void tell('close', '', '[]') })
    const hearing = new Map()
    const ports = new Map()
    Object.defineProperty(globalThis, '__standInHear', { value(kind, name, text, ids) {
      if (kind === 'port') { const data = decode(text); return data && data.$closed ? ports.get(name)?.close() : ports.get(name)?.postMessage(data) }
      const given = (ids ?? []).map((id) => { const { port1, port2 } = new MessageChannel(); ports.set(id, port1)
        port1.onmessage = ({ data }) => tell('port', String(id), encode(data)); return port2 })
      const values = decode(text)
      for (const listener of [...(hearing.get(name) ?? [])]) listener({ ports: given }, ...values)
    } })
    const plain = (value) => { if (value instanceof MessagePort) throw new Error('An object could not be cloned: a port cannot pass the bridge')
      if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) plain(inner) }
    const electron = {
      contextBridge: { exposeInMainWorld(name, api) { plain(api)
        const passed = Object.fromEntries(Object.entries(api).map(([key, value]) => [key, typeof value === 'function' ? (...given) => { given.forEach(plain); return value(...given) } : value]))
        Object.defineProperty(globalThis, name, { value: Object.freeze(passed) }) } },
      ipcRenderer: {
        async invoke(channel, ...given) { const { value, error } = decode(await tell('invoke', channel, encode(given)))
          if (error !== undefined) throw new Error("Error invoking remote method '" + channel + "': " + error)
          return value },
        send(channel, ...given) { void tell('send', channel, encode(given)) },
        on(channel, listener) { hearing.set(channel, [...(hearing.get(channel) ?? []), listener]) },
        off(channel, listener) { hearing.set(channel, (hearing.get(channel) ?? []).filter((one) => one !== listener)) },
      },
    }
    const require = (name) => { if (name === 'electron') return electron; throw new Error("module not found: " + name) }
    const module = { exports: {} }
    ;(function (require, module, exports, process) { ${preload}\n })(require, module, module.exports, undefined)
  })()`
}
