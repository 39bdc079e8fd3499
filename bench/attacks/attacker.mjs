// Runs one attack in a process of its own until it is ended. Usage: node attacker.mjs NAME WORLD, the world as JSON.
import { Tally } from './wire.mjs'

const [name, world] = [process.argv[2], JSON.parse(process.argv[3])]
const { default: attack } = await import(`./${name}.mjs`)
const tally = new Tally()
process.on('SIGTERM', () => {
  process.stdout.write(tally.text())
  process.exit(0)
})
await attack.run(world, tally)
