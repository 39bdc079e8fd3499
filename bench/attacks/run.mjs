// Measures each attack and judges it. See ../attacks.sh. Usage: node run.mjs PROGRAM FOLDER RESULTS NAME…
import { writeFileSync } from 'node:fs'
import os from 'node:os'
import { measure } from './measure.mjs'
import { serveCertificates } from './program.mjs'

const [program, folder, results, ...names] = process.argv.slice(2)
const pairs = Number(process.env.PAIRS ?? 3)
const milliseconds = 5000
const mostRatio = 2
const world = {
  program,
  folder,
  origin: process.env.ORIGIN,
  port: 7094,
  tlsPort: 7095,
  resolver: process.getuid() === 0 ? `${folder}/resolv.conf` : null,
  hanging: Array.from({ length: 24 }, (_, index) => ({ host: `127.0.20.${index + 1}`, port: 7096 })),
}
await serveCertificates(world)

const head = [
  '| attack | from | p50 ms calm / beside / under it | p99 ms calm / beside / under it | p99 under it / beside | / calm | victims\' calls, not 201 | answers to the attack | threads | MiB | log KB |',
  '| --- | --- | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: |',
]
const rows = []
const broken = []
console.log(head.join('\n'))
for (const name of names) {
  const { default: attack } = await import(`./${name}.mjs`)
  if (attack.needsResolver && world.resolver === null) {
    console.log(`Skipped: ${name} takes root, for a resolv.conf of its own.`)
    continue
  }

  const got = await measure(world, name, attack, pairs, milliseconds)
  const three = (member) => [got.without, got.beside, got.attacked].map((window) => window[member].toFixed(2)).join(' / ')
  rows.push(`| ${attack.title} | ${attack.cost} | ${three('p50')} | ${three('p99')} | ${got.ratio.toFixed(2)} | ${got.ratioToCalm.toFixed(2)} | ${got.calls}, ${got.bad.length} | ${got.told} | ${got.threads} | ${got.mebibytes} | ${got.logKilobytes} |`)
  console.log(rows.at(-1))
  if (got.ratio > mostRatio) broken.push(`${name}: the p99 of warm calls is ${got.ratio.toFixed(2)} times that of an attack on a neighbour; at most ${mostRatio} is allowed.`)
  if (got.bad.length > 0) broken.push(`${name}: ${got.bad.length} calls of victims were not answered 201: ${[...new Set(got.bad)].slice(0, 3).join('; ')}`)
}

writeFileSync(results, `# Victims' calls under attack

\`bench/attacks.sh\`: the published program, 100 warm calls a second of one client (one in twenty over a new connection) while others attack from other loopback
addresses. Windows of ${milliseconds / 1000} s take turns, ${pairs} of each: calm; beside the attack, which then goes at a second copy of the program on the same cores; under it. The row
has their medians, and the median ratios of the rounds. Beside the attack the victims' program gets none of it: what they lose then is what attackers and program would not take
from each other on two machines. "Log" is what the program logged in a window under the attack. In the row of random paths a second client's calls name 2 cold URLs a second on the same host; these count as victims' calls
too, and so does each call after a restart in the row of hanging hosts, whose control is a restart without the attack.

${[...head, ...rows].join('\n')}

${os.cpus().length} cores (${os.cpus()[0].model}) that program, victims and attackers share, Node ${process.versions.node}; read the ratios. The bound: a p99 under the attack at most
${mostRatio} times that beside it, and every call of a victim answered 201.
`)
for (const line of broken) console.error(line)
process.exit(broken.length > 0 ? 1 : 0)
