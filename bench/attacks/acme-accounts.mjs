import { generateKeyPairSync, sign } from 'node:crypto'
import { addressOf, FOREVER, paced, post } from './wire.mjs'

const clients = 7
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

async function register(world, address) {
  const { headers } = await post(world, address, '', { path: '/acme/new-nonce' })
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const url = `http://127.0.0.1:${world.port}/acme/new-account`
  const head = encode({ alg: 'ES256', jwk: publicKey.export({ format: 'jwk' }), nonce: headers['replay-nonce'], url })
  const payload = encode({ contact: ['mailto:stranger@example.net'] })
  const signature = sign('sha256', Buffer.from(`${head}.${payload}`), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')
  const body = JSON.stringify({ protected: head, payload, signature })
  return (await post(world, address, body, { path: '/acme/new-account', type: 'application/jose+json' })).status
}

export default {
  title: 'ACME accounts without external binding',
  cost: '50 accounts/s from 7 addresses, two requests each',
  settings: (world) => ({
    'Shaken:Roles': 'cps,ca',
    'Ca:Certificates': `${world.folder}/ca.pem`,
    'Ca:Keys': `${world.folder}/ca.key`,
    'Ca:CertificateBaseUrl': 'https://cr.example/certificates',
  }),
  run: (world, tally) => paced(50, FOREVER, async (index) => tally.add(await register(world, addressOf(index % clients)))),
}
