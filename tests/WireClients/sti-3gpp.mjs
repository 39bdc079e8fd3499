// 3GPP TS 24.229 Annex V: identityHeader (shaken) and identityHeaders (div, rph), to and dest with one number each, protectedHeaders; the
// answer has verstatValue, verifyResults, divResult and verstatPriority. Signing of div and rph by ppt.
import { readJob, Report } from './wire.mjs';
import { identityOf, partsOf, Service, tampered, tokenOf } from './sti.mjs';

const job = await readJob();
const report = new Report();
const service = await Service.open(job);
const target = '12155550139';

const sign = async (step, request) => report.answer(step, await service.post('signing', { signingRequest: request }));
const verify = async (step, request) => report.answer(step, await service.post('verification', {
  verificationRequest: {
    from: { tn: job.orig }, to: { tn: job.called }, dest: { tn: job.called }, time: job.now, requestId: '7', ...request,
  },
}));
const headerOf = (answer) => answer.json?.signingResponse?.identityHeader ?? '';

const call = { orig: { tn: job.orig }, dest: { tn: [job.called] }, iat: job.now };
const shaken = await sign('sign shaken', { ...call, attest: 'A', requestId: '5', profileId: 'x' });
const div = await sign('sign div', { ...call, ppt: 'div', dest: { tn: [target] }, div: { tn: job.called, hi: '1.1' } });
const rph = await sign('sign rph', { ...call, ppt: 'rph', rph: { auth: ['ets.0', 'wps.0'] } });
await sign('sign sph', { ...call, ppt: 'rph', rph: { auth: ['esnet.0'] }, sph: 'psap-callback' });

const good = headerOf(shaken);
await verify('verify shaken', { identityHeader: good });
await verify('verify tampered', { identityHeader: tampered(good) });
await verify('verify revoked', { identityHeader: identityOf(tokenOf(job, { signer: job.revoked }), job.revoked.x5u) });
await verify('verify diverted', {
  identityHeader: good, identityHeaders: [headerOf(div)], dest: { tn: target },
  protectedHeaders: [`Diversion: <tel:+${job.called}>;reason=unconditional`],
});
await verify('verify diverted, div tampered', { identityHeader: good, identityHeaders: [tampered(headerOf(div))], dest: { tn: target } });
await verify('verify priority', {
  identityHeader: good, identityHeaders: [headerOf(rph)], protectedHeaders: ['Resource-Priority: ets.0, wps.0'],
});

const facts = {};
for (const [name, answer] of Object.entries({ shaken, div, rph })) {
  const header = headerOf(answer);
  if (header !== '') facts[name] = partsOf(header);
}

report.print({ facts });
await service.close();
