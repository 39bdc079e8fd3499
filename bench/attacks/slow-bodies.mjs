import net from 'node:net'
import { addressOf, pause, spread } from './wire.mjs'

const clients = 24
const connections = 60
const head = 'POST /cps/company/5678 HTTP/1.1\r\nHost: cps\r\nContent-Type: application/passport\r\nContent-Length: 4000\r\n\r\n'

function trickle(world, address, tally) {
  const socket = net.connect({ port: world.port, host: '127.0.0.1', localAddress: address })
  let answer = ''
  let timer
  socket.on('connect', () => {
    socket.write(head)
    timer = setInterval(() => socket.write('x'), 1000)
  })
  socket.on('data', (octets) => { answer += octets.toString('latin1') })
  socket.on('error', () => {})
  socket.on('close', async () => {
    clearInterval(timer)
    tally.add(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1] ?? 0)
    await pause(spread(1000))
    trickle(world, address, tally)
  })
}

export default {
  title: 'Bodies that trickle, HTTP/1.1',
  cost: `${clients * connections} connections from ${clients} addresses, an octet a second each`,
  run: async (world, tally) => {
    for (let index = 0; index < clients * connections; index++) {
      trickle(world, addressOf(index % clients), tally)
      await pause(1)
    }
  },
}
