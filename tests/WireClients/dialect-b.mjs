// Dialect B, the first open CPS: POST /{SPC}/{dest}/{SPC}/{orig} with PASSporTs one a line, no bearer, empty answers. Below /cps/v1 here.
import * as wire from './wire.mjs';

const job = await wire.readJob();
const report = new wire.Report();
const { publisher, reader } = job;
const base = '/cps/v1';

const pathOf = (dest, changed = {}) => `${base}/${changed.destSpc ?? reader.spc}/${dest}/${changed.origSpc ?? publisher.spc}/${changed.orig ?? job.orig}`;
const send = (method, path, body) => wire.requestHttp1(job.cps, job.ca, method, path, body === undefined ? {} : { 'content-type': 'application/passport' }, body);

async function post(step, dest, passports, path = pathOf(dest)) {
  report.answer(step, await send('POST', path, report.posted(step, passports).join('\n')));
}

// This dialect has no retrieval of its own: what was kept is read by that of dialect A.
async function read(step, dest) {
  const path = `/cps/company/${reader.spc}/passports/${dest}/${job.orig}`;
  report.answer(step, await wire.requestHttp1(job.cps, job.ca, 'GET', path, { authorization: `Bearer ${job.readerKey}` }));
}

const dest = job.dest(1);
await post('post one', dest, [wire.passport(job, dest)]);
await read('read one', dest);
await read('read one again', dest);
await post('post three', job.dest(2), [1, 2, 3].map(() => wire.passport(job, job.dest(2))));
await read('read three', job.dest(2));

const bad = job.dest(3);
await post('stale', bad, [wire.passport(job, bad, { iat: job.now - 3600 })]);
await post('one of two is stale', bad, [wire.passport(job, bad), wire.passport(job, bad, { iat: job.now - 3600 })]);
await post('forged', bad, [wire.passport(job, bad, { signer: { ...publisher, key: wire.strangersKey() } })]);
await post('of another call', bad, [wire.passport(job, job.dest(4))]);
await post('signer is not the origin', bad, [wire.passport(job, bad)], pathOf(bad, { origSpc: '9999' }));
await post('nobody is served under the SPC', bad, [wire.passport(job, bad)], pathOf(bad, { destSpc: '9999' }));
await post('no number', bad, [wire.passport(job, bad)], pathOf('12x'));
await post('no PASSporT', bad, ['garbage']);
await post('empty', bad, []);
await read('nothing of these was kept', bad);

report.answer('POST on an unknown path', await send('POST', `${base}/nowhere`, 'x'));
for (const method of ['GET', 'PUT', 'DELETE']) report.answer(method, await send(method, pathOf(bad)));
report.print();
