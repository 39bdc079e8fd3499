import http2 from 'node:http2'
import tls from 'node:tls'
import { addressOf, pause, spread } from './wire.mjs'

const clients = 24
const streams = 60

async function trickle(session, tally) {
  await pause(spread(1000))
  while (!session.closed && !session.destroyed) {
    const status = await new Promise((resolve) => {
      const stream = session.request({ ':method': 'POST', ':path': '/cps/company/5678', 'content-type': 'application/passport' }, { endStream: false })
      const timer = setInterval(() => stream.write('x'), 1000)
      let answer = 0
      stream.on('response', (headers) => { answer = headers[':status'] })
      stream.on('error', () => {})
      stream.on('close', () => { clearInterval(timer); resolve(answer) })
      stream.resume()
    })
    tally.add(status)
    await pause(spread(1000))
  }
}

function open(world, address, tally) {
  const createConnection = () => tls.connect({
    port: world.tlsPort, host: '127.0.0.1', localAddress: address, rejectUnauthorized: false, ALPNProtocols: ['h2'],
  })
  const session = http2.connect(`https://127.0.0.1:${world.tlsPort}`, { createConnection })
  session.on('error', () => {})
  session.on('close', async () => { await pause(1000); open(world, address, tally) })
  session.on('connect', () => { for (let index = 0; index < streams; index++) trickle(session, tally) })
}

export default {
  title: 'Bodies that trickle, HTTP/2',
  cost: `${clients} connections of ${streams} streams, an octet a second each`,
  run: (world, tally) => {
    for (let index = 0; index < clients; index++) open(world, addressOf(index), tally)
  },
}
