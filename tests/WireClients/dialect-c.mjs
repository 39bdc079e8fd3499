// Dialect C, ATIS-1000096, in the two forms it has in the field, and the handing on between CPSs.
import * as wire from './wire.mjs';

const job = await wire.readJob();
const report = new wire.Report();
const session = await wire.Http2Session.connect(job.cps, job.ca);
const { publisher, reader } = job;

const callPath = (first, dest) => `/${first}/${dest}/${job.orig}`;
const json = (bearer) => ({ 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${bearer}` });

// The older vendor form: `sub` names the signer, there is no `spc` and no `exp`.
const vendorClaims = (action, signer, dest) => ({ iat: job.now, action, sub: signer.spc, iss: signer.spc, aud: job.host, jti: wire.newId(), dest: { tn: [dest] }, orig: { tn: job.orig } });
const token = (signer, payload) => wire.jws({ alg: 'ES256', x5u: signer.x5u }, payload, signer.key);

async function publishAsVendor(step, dest, changed = {}) {
  const passports = report.posted(step, [wire.passport(job, dest)]);
  const bearer = token(publisher, { ...vendorClaims('publish', publisher, dest), passports: wire.arrayHash(passports), ...changed });
  report.answer(step, await session.request('POST', callPath('passports', dest), json(bearer), JSON.stringify({ passports })));
}

async function retrieveAsVendor(step, dest, changed = {}) {
  report.answer(step, await session.request('GET', callPath('passports', dest), json(token(reader, { ...vendorClaims('retrieve', reader, dest), ...changed }))));
}

async function vendor() {
  await publishAsVendor('publish', job.dest(1));
  await retrieveAsVendor('retrieve', job.dest(1));
  await retrieveAsVendor('retrieve again', job.dest(1));
  await publishAsVendor('publish with sub alone', job.dest(2), { iss: undefined });
  await retrieveAsVendor('retrieve with sub alone', job.dest(2), { iss: undefined });
  await publishAsVendor('publish with another sub', job.dest(3), { iss: undefined, sub: reader.spc });
  await retrieveAsVendor('nothing of another sub', job.dest(3));
}

// The open prototype's form: HTTP/1.1, orig.tn an array, the hash of hexadecimal digits, also when retrieving.
const openClaims = (action, signer, dest, passports) =>
  ({ action, aud: job.host, dest: { tn: [dest] }, iat: job.now, iss: signer.spc, jti: wire.newId(), orig: { tn: [job.orig] }, passports: wire.hexArrayHash(passports), sub: signer.spc });

async function publishAsPrototype(step, dest, passports) {
  report.posted(step, passports);
  const bearer = token(publisher, openClaims('publish', publisher, dest, passports));
  report.answer(step, await wire.requestHttp1(job.cps, job.ca, 'POST', callPath('publish', dest), json(bearer), JSON.stringify({ passports })));
}

async function retrieveAsPrototype(step, dest) {
  const bearer = token(reader, openClaims('retrieve', reader, dest, []));
  report.answer(step, await wire.requestHttp1(job.cps, job.ca, 'GET', callPath('retrieve', dest), json(bearer)));
}

async function prototype() {
  const dest = job.dest(10);
  await publishAsPrototype('prototype publishes', dest, [wire.passport(job, dest), wire.passport(job, dest)]);
  await retrieveAsPrototype('prototype retrieves', dest);
  await retrieveAsPrototype('prototype retrieves again', dest);

  // In a PASSporT the array is against RFC 8225.
  const another = job.dest(11);
  await publishAsPrototype('an array in the PASSporT', another, [wire.passport(job, another, { orig: [job.orig] })]);
  await retrieveAsPrototype('nothing of the array', another);
}

/** What a publisher gave the peer, and what the peer, which signs as `signer`, makes of it. */
async function republish(step, dest, changed = {}) {
  const passports = report.posted(step, [wire.passport(job, dest)]);
  const signer = changed.signer ?? reader;
  const shared = { sub: publisher.spc, iss: publisher.spc, dest: { tn: [dest] }, orig: { tn: job.orig }, passports: wire.arrayHash(passports) };
  const inner = token(publisher, { ...shared, iat: job.now, action: 'publish', aud: job.peer, jti: wire.newId(), exp: job.now + 30, ...changed.inner });
  const outer = token(signer, { ...shared, iat: job.now, action: 'republish', aud: job.host, jti: wire.newId(), exp: job.now + 30, ...changed.outer });
  const body = { passports, token: `Bearer ${inner}`, ...changed.body };
  const send = (bearer) => session.request('POST', callPath('republish', dest), json(bearer), JSON.stringify(body));
  report.answer(step, await send(outer));
  if (changed.again) {
    const next = token(signer, { ...shared, iat: job.now, action: 'republish', aud: job.host, jti: wire.newId(), exp: job.now + 30 });
    report.answer(`${step}, again`, await send(next));
    report.answer(`${step}, replayed`, await send(next));
  }
}

async function handingOn() {
  await republish('republish', job.dest(20), { again: true });
  await retrieveAsVendor('retrieve what was handed on', job.dest(20));
  const dest = job.dest(21);
  await republish('republish by no CPS', dest, { signer: publisher });
  await republish('republish without the first token', dest, { body: { token: undefined } });
  await republish('republish of a token for elsewhere', dest, { inner: { aud: 'another.example' } });
  await republish('republish of another body', dest, { inner: { passports: wire.arrayHash(['something else']) } });
  await republish('republish of another call', dest, { inner: { dest: { tn: [job.dest(22)] } } });
  await republish('republish in another name', dest, { outer: { iss: reader.spc, sub: reader.spc } });
  await republish('republish of an old token', dest, { inner: { iat: job.now - 3600 } });
  await republish('republish that says publish', dest, { outer: { action: 'publish' } });
  await retrieveAsVendor('nothing of these was handed on', dest);
}

await vendor();
await prototype();
await handingOn();
report.print({ protocol: session.protocol });
await session.close();
