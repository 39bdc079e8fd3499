import { addressOf, FOREVER, paced, post } from './wire.mjs'

const clients = 7

export default {
  title: 'Requests that are refused, for their log lines',
  cost: '500 requests/s from 7 addresses',
  tellsLog: true,
  run: (world, tally) => paced(500, FOREVER, async (index) => tally.add((await post(world, addressOf(index % clients), 'no PASSporT')).status)),
}
