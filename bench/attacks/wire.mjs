// What victim and attackers send: PASSporTs, posts from a chosen loopback address, at a steady pace.
import { createPrivateKey, randomBytes, randomUUID, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import http from 'node:http'

const base64url = (text) => Buffer.from(text, 'latin1').toString('base64url')
export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** A pause of so long in the mean: what many do after the same pause would come in bursts. */
export const spread = (milliseconds) => milliseconds * (0.5 + Math.random())

/** Addresses of clients that are not the victim's: 127.0.10.1 and so on. */
export const addressOf = (number) => `127.0.10.${number + 1}`
export const VICTIM = '127.0.0.1'
export const NEWCOMER = '127.0.0.2'

let calls = 0

/** A fresh PASSporT for a call of its own. Without a key its signature is noise. */
export function passport(x5u, key, extra = {}) {
  const header = base64url(JSON.stringify({ alg: 'ES256', ppt: 'shaken', typ: 'passport', x5u }))
  const dest = `1${2_000_000_000 + (process.pid % 1000) * 1_000_000 + (calls++ % 1_000_000)}`
  const claims = { attest: 'A', dest: { tn: [dest] }, iat: Math.floor(Date.now() / 1000), orig: { tn: '12155550121' }, origid: randomUUID(), ...extra }
  const payload = base64url(JSON.stringify(claims))
  const signature = key ? sign('sha256', Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'ieee-p1363' }) : randomBytes(64)
  return `${header}.${payload}.${signature.toString('base64url')}`
}

export const readKey = (world, name) => createPrivateKey(readFileSync(`${world.folder}/${name}.key`))

const agents = new Map()
const agentOf = (address) => {
  if (!agents.has(address)) agents.set(address, new http.Agent({ keepAlive: true, maxSockets: 64 }))
  return agents.get(address)
}

/** Posts a body; gives the status (0: no answer) and how long it took. */
export function post(world, address, body, { path = '/cps/company/5678', type = 'application/passport', fresh = false } = {}) {
  return new Promise((resolve) => {
    const began = process.hrtime.bigint()
    const done = (status, headers = {}, text = '') => resolve({ status, headers, text, ms: Number(process.hrtime.bigint() - began) / 1e6 })
    const headers = { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }
    const options = { port: world.port, host: '127.0.0.1', path, method: body === '' ? 'GET' : 'POST', agent: fresh ? false : agentOf(address), localAddress: address, headers }
    const request = http.request(options, (response) => {
      let text = ''
      response.on('data', (octets) => { if (text.length < 4096) text += octets })
      response.on('end', () => done(response.statusCode, response.headers, text))
      response.on('error', () => done(0))
    })
    request.on('error', () => done(0))
    request.end(body)
  })
}

/** Acts so many times a second until the time is over; what cannot keep pace is not made up for in a burst. */
export async function paced(perSecond, until, act) {
  const pending = []
  for (let due = Date.now(), index = 0; due < until; due += 1000 / perSecond, index++) {
    const wait = due - Date.now()
    if (wait > 0) await pause(wait)
    pending.push(act(index))
  }
  return Promise.all(pending)
}

/** Counts answers by their status, for the report of an attacker. */
export class Tally {
  counts = {}

  add = (status) => { this.counts[status] = (this.counts[status] ?? 0) + 1 }

  text = () => Object.entries(this.counts).map(([status, count]) => `${count} × ${status === '0' ? 'closed' : status}`).join(', ') || '–'
}

export const FOREVER = Number.MAX_SAFE_INTEGER
