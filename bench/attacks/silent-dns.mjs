import dgram from 'node:dgram'
import { addressOf, FOREVER, paced, passport, post } from './wire.mjs'

const clients = 7

export default {
  title: '`x5u` hosts whose DNS server never answers',
  cost: '100 requests/s from 7 addresses',
  needsResolver: true,
  run: async (world, tally) => {
    // A silent server: without one the kernel answers that the port is closed, and the look-up ends at once.
    dgram.createSocket('udp4').bind(53, '127.0.0.1')
    let host = 0
    await paced(100, FOREVER, async (index) => {
      tally.add((await post(world, addressOf(index % clients), passport(`https://${++host}.attack.example/a.pem`))).status)
    })
  },
}
