// Dialect A, the out-of-band SHAKEN draft: anyone posts to the called provider's CPS, the provider alone reads.
import * as wire from './wire.mjs';

const job = await wire.readJob();
const report = new wire.Report();
const { publisher, reader } = job;

const company = (ocn = reader.spc) => `/cps/company/${ocn}`;
const send = (method, path, headers, body) => wire.requestHttp1(job.cps, job.ca, method, path, headers, body);

async function post(step, passport, changed = {}) {
  report.posted(step, [passport]);
  report.answer(step, await send('POST', changed.path ?? company(), { 'content-type': changed.type ?? 'application/passport' }, changed.body ?? passport));
}

async function read(step, dest, authorization = `Bearer ${job.readerKey}`, method = 'GET') {
  report.answer(step, await send(method, `${company()}/passports/${dest}/${job.orig}`, authorization === null ? {} : { authorization }));
}

function bearer(signer, dest, changed = {}) {
  const claims = { iat: job.now, action: 'retrieve', spc: signer.spc, iss: signer.spc, aud: job.host, jti: wire.newId(), dest: { tn: [dest] }, orig: { tn: job.orig }, ...changed };
  return `Bearer ${wire.jws({ alg: 'ES256', x5u: signer.x5u }, claims, signer.key)}`;
}

const dest = job.dest(1);
await post('post', wire.passport(job, dest));
await read('read by nobody', dest, null);
await read('read with another key', dest, `Bearer ${job.readerKey.slice(0, -4)}AAAA`);
await read('read with a bearer of another provider', dest, bearer(publisher, dest, { spc: reader.spc }));
await read('read with a bearer for another code', dest, bearer(publisher, dest));
await read('HEAD', dest, undefined, 'HEAD');
await read('read', dest);
await read('read again', dest);

await post('post for a bearer', wire.passport(job, job.dest(2)));
await read('read with a bearer', job.dest(2), bearer(reader, job.dest(2)));

const bad = job.dest(3);
await post('nobody is served under the OCN', wire.passport(job, bad), { path: company('9999') });
await post('another media type', wire.passport(job, bad), { type: 'application/x-www-form-urlencoded' });
await post('stale', wire.passport(job, bad, { iat: job.now - 3600 }));
await post('forged', wire.passport(job, bad, { signer: { ...publisher, key: wire.strangersKey() } }));
await post('no PASSporT', 'garbage');
await post('compact form', `..${wire.passport(job, bad).split('.')[2]}`);
await post('too large', wire.passport(job, bad), { body: 'x'.repeat(200_000) });
await read('nothing of these was kept', bad);
for (const method of ['GET', 'PUT']) report.answer(method, await send(method, company(), {}));
report.print();
