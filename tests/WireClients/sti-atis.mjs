// ATIS-1000082, as the open STI-AS and STI-VS "vermouth" speaks it: from, to (an array), time, identity; failures are 200 with a code.
import { fetchChain, isSignedBy, readJob, Report } from './wire.mjs';
import { identityOf, partsOf, Service, tampered, tokenOf } from './sti.mjs';

const job = await readJob();
const report = new Report();
const service = await Service.open(job);

const signing = (changed = {}) => ({
  signingRequest: {
    attest: 'A', orig: { tn: job.orig }, dest: { tn: [job.called] }, iat: job.now,
    origid: '8b3b6a05-6a3a-4d4a-9f4e-1f1c3e5f7a90', ...changed,
  },
});
const parties = { from: { tn: job.orig }, to: { tn: [job.called] } };
const verification = (identity, changed = {}) => ({ verificationRequest: { ...parties, time: job.now, identity, ...changed } });
const verify = async (step, identity, changed) => report.answer(step, await service.post('verification', verification(identity, changed)));

const signed = report.answer('sign', await service.post('signing', signing()));
const { identity } = signed.json.signingResponse;
const parts = partsOf(identity);
const { chain } = await fetchChain(parts.header.x5u, job.ca);

await verify('verify what was signed', identity);
await verify('a plus before the numbers', identity, { from: { tn: `+${job.orig}` }, to: { tn: [`+${job.called}`] } });
await verify('signature', tampered(identity));
await verify('another caller', identity, { from: { tn: '12155550199' } });
await verify('compact', `..${parts.token.split('.')[2]};info=<${job.x5u}>;alg=ES256;ppt=shaken`);
await verify('ppt', identityOf(tokenOf(job, { header: { ppt: 'foo' } }), job.signer.x5u, ';alg=ES256;ppt=foo'));
await verify('no info', `${parts.token};alg=ES256;ppt=shaken`);
await verify('bad info', `${parts.token};info=<nowhere>;alg=ES256;ppt=shaken`);
await verify('x5u is not info', identityOf(parts.token, `${job.x5u}x`));
await verify('no x5u', identityOf(tokenOf(job, { header: { x5u: undefined } }), job.signer.x5u));
await verify('typ', identityOf(tokenOf(job, { header: { typ: 'jwt' } }), job.signer.x5u));
await verify('alg', identityOf(tokenOf(job, { header: { alg: 'ES384' } }), job.signer.x5u));
await verify('no attest', identityOf(tokenOf(job, { claims: { attest: undefined } }), job.signer.x5u));
await verify('attest', identityOf(tokenOf(job, { claims: { attest: 'D' } }), job.signer.x5u));
await verify('stale', identityOf(tokenOf(job, { claims: { iat: job.now - 3600 } }), job.signer.x5u));
await verify('revoked', identityOf(tokenOf(job, { signer: job.revoked }), job.revoked.x5u));

for (const member of ['orig', 'dest', 'iat']) {
  report.answer(`sign without ${member}`, await service.post('signing', signing({ [member]: undefined })));
}

for (const member of Object.keys(parties)) await verify(`verify without ${member}`, identity, { [member]: undefined });
report.answer('sign for no number', await service.post('signing', signing({ dest: { tn: ['abc'] } })));
report.answer('no JSON', await service.post('signing', '{'));
report.answer('no body', await service.post('signing', ''));
report.answer('Accept', await service.post('signing', signing(), { accept: 'text/html' }));
report.answer('Content-Type', await service.post('signing', signing(), { 'content-type': 'text/plain' }));
report.answer('GET', await service.request('GET', '/stir/v1/signing', {}));
report.answer('unknown path', await service.post('nothing', signing()));
report.answer('no key', await service.post('signing', signing(), { authorization: null }));
report.answer('another key', await service.post('signing', signing(), { authorization: `Bearer ak_${'A'.repeat(43)}` }));

report.print({
  identity, header: parts.header, claims: parts.claims, parameters: parts.parameters, signedByLeaf: isSignedBy(parts.token, chain[0]),
  connections: service.connections,
});
await service.close();
