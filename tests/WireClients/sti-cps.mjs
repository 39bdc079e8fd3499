// The first open CPS asks its STI-VS about each PASSporT that it is given: orig, dest (an array), iat, and an Identity with info alone.
// It reads verstat and nothing else.
import { readJob, Report } from './wire.mjs';
import { identityOf, Service, tampered, tokenOf } from './sti.mjs';

const job = await readJob();
const report = new Report();
const service = await Service.open(job);

async function ask(step, identity, changed = {}) {
  const body = { verificationRequest: { orig: { tn: job.orig }, dest: { tn: [job.called] }, iat: job.now, identity, ...changed } };
  const answer = report.answer(step, await service.post('verification', body, { accept: null }));
  verdicts[step] = answer.json?.verificationResponse?.verstat ?? null;
}

const verdicts = {};
const good = identityOf(tokenOf(job), job.signer.x5u, '');
await ask('good', good);
await ask('good, quoted as others do', identityOf(tokenOf(job), job.signer.x5u, ';alg="ES256";ppt="shaken"'));
await ask('tampered', tampered(good));
await ask('of another call', good, { dest: { tn: ['12155550199'] } });
await ask('stale', identityOf(tokenOf(job, { claims: { iat: job.now - 3600 } }), job.signer.x5u, ''));
await ask('revoked', identityOf(tokenOf(job, { signer: job.revoked }), job.revoked.x5u, ''));
report.print({ verdicts });
await service.close();
