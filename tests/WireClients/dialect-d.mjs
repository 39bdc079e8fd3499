// Dialect D, ATIS-1000105: an agreed CPS, POST and GET /passports/{SPC}/{dest}/{orig}, over one HTTP/2 session.
import * as wire from './wire.mjs';

const job = await wire.readJob();
const report = new wire.Report();
const session = await wire.Http2Session.connect(job.cps, job.ca);
const { publisher, reader } = job;

const health = () => session.request('GET', '/health');
const pathOf = (dest, spc = publisher.spc) => `/passports/${spc}/${wire.segment(dest)}/${wire.segment(job.orig)}`;

function claims(action, signer, dest) {
  return { iat: job.now, action, spc: publisher.spc, iss: signer.spc, aud: job.host, jti: wire.newId(), dest: { tn: [dest] }, orig: { tn: job.orig } };
}

/** Publishes; each part of the request may be changed. */
async function publish(step, dest, changed = {}) {
  const passports = report.posted(step, changed.passports ?? [wire.passport(job, dest)]);
  const body = { passports };
  const header = changed.header ?? { alg: 'ES256', x5u: publisher.x5u };
  const payload = { ...claims('publish', publisher, dest), exp: job.now + 30, passports: wire.arrayHash(passports), ...changed.claims?.(body) };
  // null: none is sent.
  const bearer = changed.bearer === undefined ? wire.jws(header, payload, changed.key ?? publisher.key) : changed.bearer;
  const headers = { 'content-type': changed.type ?? 'application/json', accept: 'application/json', ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }) };
  const answer = await session.request(changed.method ?? 'POST', changed.path ?? pathOf(dest), headers, changed.body ?? JSON.stringify(body));
  report.answer(step, answer);
  return bearer;
}

async function retrieve(step, dest, changed = {}) {
  const signer = changed.signer ?? reader;
  const bearer = changed.bearer ?? wire.jws({ alg: 'ES256', x5u: signer.x5u }, { ...claims('retrieve', signer, dest), ...changed.claims }, signer.key);
  report.answer(step, await session.request('GET', changed.path ?? pathOf(dest), { accept: 'application/json', authorization: `Bearer ${bearer}` }));
  return bearer;
}

const certificates = await wire.fetchChain(publisher.x5u, job.ca);

async function everyForm() {
  report.answer('health', await health());
  const dest = job.dest(1);
  await publish('publish', dest, { passports: [wire.passport(job, dest), wire.passport(job, dest)] });
  await retrieve('retrieve', dest);
  await retrieve('retrieve again', dest);

  await publish('publish with typ JWT', job.dest(2), { header: { alg: 'ES256', typ: 'JWT', x5u: publisher.x5u } });
  await retrieve('retrieve with typ JWT', job.dest(2));
  await publish('publish with the hash of the whole body', job.dest(3), { claims: (body) => ({ passports: wire.wholeBodyHash(body) }) });
  await retrieve('retrieve with the hash of the whole body', job.dest(3));
  await publish('publish with x5c', job.dest(4), { header: { alg: 'ES256', x5c: certificates.chain.map((certificate) => certificate.raw.toString('base64')) } });
  await retrieve('retrieve with x5c', job.dest(4));
  await publish('publish with a list in aud', job.dest(5), { claims: () => ({ aud: ['another.example', job.host] }) });
  await retrieve('retrieve with a list in aud', job.dest(5), { claims: { aud: [job.host] } });
  await publish('publish to *67#', '*67#');
  await retrieve('retrieve of *67#', '*67#');
  await publish('publish for longer than a CPS keeps', job.dest(6), { claims: () => ({ exp: job.now + 86_400 }) });
  await retrieve('retrieve what should wait long', job.dest(6));
}

async function badBearers() {
  const dest = job.dest(10);
  const once = [wire.passport(job, job.dest(11))];
  const bearer = await publish('publish once', job.dest(11), { passports: once });
  report.answer('publish once, replayed', await session.request('POST', pathOf(job.dest(11)), { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
    JSON.stringify({ passports: once })));
  const used = await retrieve('retrieve once', job.dest(11));
  await retrieve('retrieve once, replayed', job.dest(11), { bearer: used });

  const wrong = (step, changedClaims, more = {}) => publish(step, dest, { claims: () => changedClaims, ...more });
  await wrong('no bearer', {}, { bearer: null });
  await wrong('no token', {}, { bearer: 'e30' });
  await wrong('a stranger signs', {}, { key: wire.strangersKey() });
  await wrong('alg none', {}, { header: { alg: 'none', x5u: publisher.x5u } });
  await wrong('a PASSporT for a bearer', {}, { bearer: wire.passport(job, dest) });
  await wrong('x5u that names nothing', {}, { header: { alg: 'ES256', x5u: new URL('/certificates/none.pem', publisher.x5u).href } });
  await wrong('x5u by http', {}, { header: { alg: 'ES256', x5u: publisher.x5u.replace('https:', 'http:') } });
  await wrong('iat too old', { iat: job.now - 3600 });
  await wrong('iat to come', { iat: job.now + 3600 });
  await wrong('exp past', { exp: job.now - 1 });
  await wrong('another aud', { aud: 'another.example' });
  await wrong('another action', { action: 'retrieve' });
  await wrong('another iss', { iss: reader.spc });
  await wrong('another spc', { spc: reader.spc });
  await wrong('another called number', { dest: { tn: [job.dest(12)] } });
  await wrong('another calling number', { orig: { tn: job.dest(12) } });
  await wrong('the hash of something else', { passports: wire.arrayHash(['something else']) });
  await wrong('no hash', { passports: undefined });
  await wrong('another SPC in the path', {}, { path: pathOf(dest, reader.spc) });
  await retrieve('reader is no partner', dest, { signer: publisher });
  await retrieve('reader says publish', dest, { claims: { action: 'publish' } });
  await retrieve('nothing of it was kept', dest);
}

async function badRequests() {
  const dest = job.dest(20);
  const other = job.dest(21);
  await publish('malformed JSON', dest, { body: '{"passports":[' });
  await publish('no passports', dest, { body: '{}' });
  await publish('an empty array', dest, { passports: [] });
  await publish('no number in the path', dest, { path: `/passports/${publisher.spc}/12x/${job.orig}` });
  await publish('a plus sign in the path', dest, { path: `/passports/${publisher.spc}/%2B${dest}/${job.orig}` });
  await publish('text', dest, { type: 'text/plain' });
  await publish('a body without end', dest, { body: JSON.stringify({ passports: ['x'.repeat(2_000_000)] }) });
  await publish('PUT', dest, { method: 'PUT' });
  await publish('unknown path', dest, { path: '/nowhere' });
  await publish('a PASSporT of another call', dest, { passports: [wire.passport(job, other)] });
  await publish('a stale PASSporT', dest, { passports: [wire.passport(job, dest, { iat: job.now - 3600 })] });
  await publish('a forged PASSporT', dest, { passports: [wire.passport(job, dest, { signer: { ...publisher, key: wire.strangersKey() } })] });
  await retrieve('nothing of these was kept', dest);
  await publish('more than may wait', dest, { passports: Array.from({ length: 9 }, () => wire.passport(job, dest)) });
}

await everyForm();
await badBearers();
await badRequests();
report.answer('health at the end', await health());
const retrieved = JSON.parse(report.answerTo('retrieve').body).passports ?? [];
report.print({
  protocol: session.protocol,
  stayedOpen: session.isOpen,
  // As the called provider's STI-VS sees them: under the key of the certificate that their x5u names.
  signaturesHold: retrieved.map((token) => wire.isSignedBy(token, certificates.chain[0])),
  chainType: certificates.type,
  chainSubjects: certificates.chain.map((certificate) => certificate.subject),
});
await session.close();
