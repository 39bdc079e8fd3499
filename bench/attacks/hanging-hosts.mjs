import net from 'node:net'
import { addressOf, FOREVER, paced, passport, post } from './wire.mjs'

const clients = 4

export default {
  title: 'Hosts that hang after TCP, right after a start',
  cost: '40 requests/s from 4 addresses',
  settings: (world) => ({ 'Shaken:Storage': 'disk', 'Shaken:DataFolder': `${world.folder}/store` }),
  restarts: true,
  // The places of strangers are taken by the time the first call of a known host comes.
  lead: 1500,
  run: async (world, tally) => {
    // They take the connection and say nothing: TLS never begins.
    for (const { host, port } of world.hanging) net.createServer(() => {}).listen(port, host)
    await paced(40, FOREVER, async (index) => {
      const { host, port } = world.hanging[index % world.hanging.length]
      tally.add((await post(world, addressOf(index % clients), passport(`https://${host}:${port}/${index}.pem`))).status)
    })
  },
}
