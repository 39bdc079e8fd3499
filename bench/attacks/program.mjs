// The published program under measurement, and the host that its certificates lie on.
import { spawn } from 'node:child_process'
import { openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { pause, post } from './wire.mjs'

const patience = 20_000

/** Serves the chains; a path below /cold/ is another URL of the victim's chain, as anybody can serve a copy. */
export function serveCertificates(world) {
  const { hostname, port } = new URL(world.origin)
  const files = new Map(['list', 'victim', 'attacker'].map((name) => [`/${name}.pem`, readFileSync(`${world.folder}/${name}.pem`)]))
  const server = http.createServer((request, response) => {
    const pem = request.url.startsWith('/cold/') ? files.get('/victim.pem') : files.get(request.url)
    response.writeHead(pem ? 200 : 404, { 'Content-Type': 'application/pem-certificate-chain' })
    response.end(pem)
  })
  return new Promise((resolve) => server.listen(Number(port), hostname, resolve))
}

export class Program {
  constructor(world, settings) {
    this.world = world
    this.log = `${world.folder}/log-${world.port}`
    const all = {
      'Shaken:Roles': 'cps',
      'Shaken:Storage': 'memory',
      'Shaken:Listen:Port': world.port,
      'Shaken:Tls:Port': world.tlsPort,
      'Shaken:Tls:Certificate': `${world.folder}/tls.pem`,
      'Shaken:Tls:Key': `${world.folder}/tls.key`,
      'Cps:ServedSpcs': 'US/5678',
      'Cps:HostNames': 'cps.example',
      'TrustList:File': `${world.folder}/list.jwt`,
      'TrustList:PolicyAdministratorRoots': `${world.folder}/root.pem`,
      'Fetching:ExemptOrigins': [world.origin, ...world.hanging.map(({ host, port }) => `https://${host}:${port}`)].join(','),
      ...settings,
    }
    this.arguments = Object.entries(all).map(([name, value]) => `--${name}=${value}`)
  }

  async start() {
    const output = openSync(this.log, 'a')
    const command = [this.world.program, ...this.arguments]
    const options = { stdio: ['ignore', output, output], cwd: this.world.folder }
    this.child = this.world.resolver
      ? spawn('unshare', ['-m', '--propagation', 'private', 'sh', '-c', 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"', 'sh', this.world.resolver, ...command], options)
      : spawn(command[0], command.slice(1), options)
    this.ended = new Promise((resolve) => this.child.on('exit', resolve))
    for (const began = Date.now(); (await post(this.world, '127.0.0.1', '', { path: '/health', fresh: true })).status !== 200; await pause(20)) {
      if (this.child.exitCode !== null || Date.now() - began > patience) throw new Error(`The program does not serve: ${this.tail()}`)
    }
  }

  async stop() {
    this.child.kill('SIGTERM')
    await this.ended
  }

  /** Of /proc/PID/status: Threads, VmRSS. */
  status = (name) => Number(/\d+/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'latin1').split('\n').find((line) => line.startsWith(`${name}:`)))[0])

  logOctets = () => statSync(this.log).size

  tail = () => readFileSync(this.log, 'latin1').split('\n').slice(-5).join('\n')

  forget() {
    rmSync(`${this.world.folder}/store`, { recursive: true, force: true })
    writeFileSync(this.log, '')
  }
}
