import { parentPort, workerData } from 'node:worker_threads'
import { WebSocketServer } from 'ws'

/**
 * A venue's market stream at its busiest, in a thread of its own: best quotes and forming candles of many markets, in turn, and at each end of
 * a minute a closed candle of every market. Every message carries when it was sent.
 * @type {{ symbols: string[], perSecond: number, minute: number, start: number, begun: number }}
 */
const { symbols, perSecond, minute, start, begun } = workerData
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
let count = 0

server.on('listening', () => {
  const address = server.address()
  if (address && typeof address === 'object') parentPort?.postMessage({ port: address.port })
})
server.on('connection', (socket) => {
  const opened = performance.now()
  let minutes = 0
  socket.on('message', () => socket.send('{"result":null,"id":1}'))
  /** @type {(symbol: string, isClosed: boolean) => void} */
  const kline = (symbol, isClosed) => {
    const time = start + minutes * 60_000
    const price = (100 + Math.sin(time / 7e5 + symbol.length) * 5 + (count % 100) / 100).toFixed(2)
    const k = `"t":${time},"T":${time + 59_999},"s":"${symbol}","i":"1m","f":1,"L":2,"o":"${price}","c":"${price}","h":"${price}","l":"${price}","v":"100.00000","n":2,"x":${isClosed},"q":"1","V":"1","Q":"1","B":"0"`
    socket.send(`{"e":"kline","E":${performance.timeOrigin + performance.now()},"s":"${symbol}","k":{${k}}}`)
    count++
  }
  /** @type {(symbol: string) => void} */
  const quote = (symbol) => {
    const bid = (100 + (count % 997) / 100).toFixed(2)
    socket.send(`{"u":${performance.timeOrigin + performance.now()},"s":"${symbol}","b":"${bid}","B":"1.0","a":"${bid}","A":"2.0"}`)
    count++
  }
  const timer = setInterval(() => {
    while (count < ((performance.now() - opened) / 1000) * perSecond) {
      const symbol = symbols[count % symbols.length] ?? ''
      if (count % 20 === 0) kline(symbol, false)
      else quote(symbol)
    }
    if (performance.timeOrigin + performance.now() >= begun + (minutes + 1) * minute) {
      for (const symbol of symbols) kline(symbol, true)
      minutes++
    }
  }, 5)
  socket.on('close', () => clearInterval(timer))
})
