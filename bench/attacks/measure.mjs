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

/** Pairs of a window without and one with the attack, over one program; or each over a program that has just started. */
export async function measure(world, name, attack, pairs, milliseconds) {
  const program = new Program(world, attack.settings?.(world) ?? {})
  program.forget()
  await program.start()
  await callsFor(world, warmUp, attack.coldCalls)
  const [without, during, told] = [[], [], []]
  let threads = 0
  let mebibytes = 0
  let octets = 0
  const restart = async () => {
    if (!attack.restarts) return
    await program.stop()
    await program.start()
  }
  for (let pair = 0; pair < pairs; pair++) {
    await restart()
    without.push(await callsFor(world, milliseconds, attack.coldCalls))
    await restart()
    const before = program.logOctets()
    const end = startAttack(world, name)
    await pause(attack.lead ?? usualLead)
    during.push(await callsFor(world, milliseconds, attack.coldCalls))
    threads = Math.max(threads, program.status('Threads'))
    mebibytes = Math.max(mebibytes, Math.round(program.status('VmRSS') / 1024))
    told.push(await end())
    octets += program.logOctets() - before
    await pause(settle)
  }

  await program.stop()
  const of = (windows, member) => median(windows.map((window) => window[member]))
  const bad = [...without, ...during].flatMap((window) => window.bad)
  return {
    calls: during.reduce((sum, window) => sum + window.calls, 0),
    bad,
    before: { p50: of(without, 'p50'), p99: of(without, 'p99') },
    attacked: { p50: of(during, 'p50'), p99: of(during, 'p99') },
    ratio: median(during.map((window, pair) => window.p99 / without[pair].p99)),
    told: told.at(-1),
    threads,
    mebibytes,
    logKilobytes: Math.round(octets / 1024 / pairs),
  }
}
