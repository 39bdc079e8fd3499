import { addressOf, FOREVER, paced, passport, post, readKey } from './wire.mjs'

const clients = 3

export default {
  title: 'Long PASSporTs of one good certificate, parked at the CPS',
  cost: 'A trusted certificate, 200 requests/s of 7 KB',
  // Bounds that so much reaches within seconds; the victim's calls of a minute need some 8 MB.
  settings: () => ({ 'Cps:MailboxMegabytes': '64', 'Cps:MailboxMegabytesPerSigner': '12' }),
  run: (world, tally) => {
    const key = readKey(world, 'attacker')
    return paced(200, FOREVER, async (index) => {
      const token = passport(`${world.origin}/attacker.pem`, key, { note: 'x'.repeat(5000) })
      tally.add((await post(world, addressOf(index % clients), token)).status)
    })
  },
}
