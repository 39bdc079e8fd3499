// Dialect E, RFC 9888: posted and read by called number, over mutual TLS with STI certificates.
import * as wire from './wire.mjs';

const job = await wire.readJob();
const report = new wire.Report();
const { publisher, reader } = job;

const ppts = (number) => `/cps/${number}/ppts`;
const dotted = (number) => number.replace(/^(\d)(\d{3})(\d{3})(\d{4})$/, '$1.$2.$3.$4');
const by = (party) => (party === null ? {} : { cert: party.chain, key: party.key });
const send = (method, path, headers, body, party = null) => wire.requestHttp1(job.cps, job.ca, method, path, headers, body, by(party));

async function post(step, dest, passports, changed = {}) {
  report.posted(step, passports);
  const type = changed.type ?? 'application/passport';
  report.answer(step, await send('POST', ppts(changed.number ?? dest), { 'content-type': type }, passports.join('\r\n'), publisher));
}

async function read(step, path, party = reader, method = 'GET') {
  report.answer(step, await send(method, path, {}, undefined, party));
}

const dest = job.dest(1);
await post('post', dest, [wire.passport(job, dest)]);
await read('read by nobody', ppts(dest), null);
await read('read by another provider', ppts(dest), publisher);
await read('HEAD', ppts(dest), reader, 'HEAD');
await read('read', ppts(dest));
await read('read again', ppts(dest));

const two = job.dest(2);
await post('post two', two, [wire.passport(job, two), wire.passport(job, two)], { number: dotted(two) });
await read('read two', `${ppts(dotted(two))}?orig=${job.orig}`);

const bad = job.dest(3);
await post('of another number', bad, [wire.passport(job, job.dest(4))]);
await post('another media type', bad, [wire.passport(job, bad)], { type: 'application/json' });
await post('stale', bad, [wire.passport(job, bad, { iat: job.now - 3600 })]);
await post('forged', bad, [wire.passport(job, bad, { signer: { ...publisher, key: wire.strangersKey() } })]);
await post('no number', bad, [wire.passport(job, bad)], { number: 'anybody' });
await read('nothing of these was kept', ppts(bad));
report.answer('PUT', await send('PUT', ppts(bad), {}));
report.print();
