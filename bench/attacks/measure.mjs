// The victims' calls, without and with an attack, in turns.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Program } from './program.mjs'
import { NEWCOMER, paced, passport, pause, post, readKey, VICTIM } from './wire.mjs'

const perSecond = 100
const coldPerSecond = 2
const warmUp = 6000
const settle = 2000
const usualLead = 2000
const attacker = fileURLToPath(new URL('./attacker.mjs', import.meta.url))

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
export const median = (values) => at([...values].sort((one, other) => one - other), 0.5)

let cold = 0

/** Warm calls of one client, one in twenty over a new connection; and cold ones of another, where the attack is about these. */
async function callsFor(world, milliseconds, hasCold) {
  const key = readKey(world, 'victim')
  const until = Date.now() + milliseconds
  const [warm, colds] = await Promise.all([
    paced(perSecond, until, (index) => post(world, VICTIM, passport(`${world.origin}/victim.pem`, key), { fresh: index % 20 === 0 })),
    hasCold ? paced(coldPerSecond, until, () => post(world, NEWCOMER, passport(`${world.origin}/cold/${process.pid}-${cold++}.pem`, key))) : [],
  ])
  const times = warm.map((call) => call.ms).sort((one, other) => one - other)
  const others = [...warm, ...colds].filter((call) => call.status !== 201)
  return { calls: warm.length + colds.length, bad: others.map((call) => `${call.status} ${call.text}`), p50: at(times, 0.5), p99: at(times, 0.99) }
}

function startAttack(world, name) {
  const child = spawn(process.execPath, [attacker, name, JSON.stringify(world)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let told = ''
  child.stdout.on('data', (octets) => { told += octets })
  const ended = new Promise((resolve) => child.on('close', resolve))
  return async () => {
    if (child.exitCode !== null) throw new Error(`The attack ${name} ended by itself.`)
    child.kill('SIGTERM')
    await ended
    return told
  }
}

/** Another copy of the program that the attack goes at, while the victims' calls go to ours: what sharing the cores with an attack costs by itself. */
const neighbourOf = (world) => ({ ...world, port: world.port + 10, tlsPort: world.tlsPort + 10 })

/**
 * Rounds of three windows over one program: without the attack, with the attack on a neighbour, with the attack on the program itself. Where the attack is about
 * a start, each window begins with one.
 */
export async function measure(world, name, attack, rounds, milliseconds) {
  const settings = attack.settings?.(world) ?? {}
  const program = new Program(world, settings)
  const neighbour = new Program(neighbourOf(world), settings)
  program.forget()
  neighbour.forget()
  await program.start()
  await neighbour.start()
  await callsFor(world, warmUp, attack.coldCalls)
  const [without, beside, during, told] = [[], [], [], []]
  let threads = 0
  let mebibytes = 0
  let octets = 0
  const restart = async () => {
    if (!attack.restarts) return
    await program.stop()
    await program.start()
  }
  const underAttack = async (target) => {
    await restart()
    const end = startAttack(target.world, name)
    await pause(attack.lead ?? usualLead)
    const window = await callsFor(world, milliseconds, attack.coldCalls)
    threads = Math.max(threads, program.status('Threads'))
    mebibytes = Math.max(mebibytes, Math.round(program.status('VmRSS') / 1024))
    told.push(await end())
    await pause(settle)
    return window
  }
  for (let round = 0; round < rounds; round++) {
    await restart()
    without.push(await callsFor(world, milliseconds, attack.coldCalls))
    beside.push(await underAttack(neighbour))
    const before = program.logOctets()
    during.push(await underAttack(program))
    octets += program.logOctets() - before
  }

  await neighbour.stop()
  await program.stop()
  const of = (windows) => ({ p50: median(windows.map((window) => window.p50)), p99: median(windows.map((window) => window.p99)) })
  const ratioTo = (others) => median(during.map((window, round) => window.p99 / others[round].p99))
  return {
    calls: during.reduce((sum, window) => sum + window.calls, 0),
    bad: [...without, ...beside, ...during].flatMap((window) => window.bad),
    without: of(without),
    beside: of(beside),
    attacked: of(during),
    ratio: ratioTo(beside),
    ratioToCalm: ratioTo(without),
    told: told.at(-1),
    threads,
    mebibytes,
    logKilobytes: Math.round(octets / 1024 / rounds),
  }
}
