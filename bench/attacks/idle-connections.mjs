import net from 'node:net'
import { addressOf, pause, spread } from './wire.mjs'

const clients = 40
const connections = 128

function open(world, address, tally) {
  const socket = net.connect({ port: world.port, host: '127.0.0.1', localAddress: address })
  socket.on('error', () => {})
  socket.on('close', async () => { tally.add(0); await pause(spread(5000)); open(world, address, tally) })
}

export default {
  title: 'Idle connections, more than there are places',
  cost: `${clients * connections} sockets from ${clients} addresses`,
  // Until all are open.
  lead: 8000,
  run: async (world, tally) => {
    for (let index = 0; index < clients * connections; index++) {
      open(world, addressOf(index % clients), tally)
      await pause(1)
    }
  },
}
