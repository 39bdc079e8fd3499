import { addressOf, FOREVER, paced, passport, post } from './wire.mjs'

const clients = 3

export default {
  title: 'Random paths on the repository that the victims share',
  cost: '60 requests/s from 3 addresses',
  coldCalls: true,
  run: (world, tally) => paced(60, FOREVER, async (index) => {
    tally.add((await post(world, addressOf(index % clients), passport(`${world.origin}/random/${process.pid}-${index}.pem`))).status)
  }),
}
