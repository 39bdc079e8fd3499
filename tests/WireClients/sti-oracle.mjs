// An Oracle SBC: X-RequestID on each request, ppt in the signing request even of the ATIS form, a heartbeat without Identity, and answers
// of 4xx and 5xx mapped into a SIP Reason: cause is reasonCode or the status, text is reasonText, error or the status's phrase.
import { STATUS_CODES } from 'node:http';
import { readJob, Report } from './wire.mjs';
import { identityOf, Service, tokenOf } from './sti.mjs';

const job = await readJob();
const report = new Report();
const service = await Service.open(job);
const reasons = {};

async function post(step, path, body) {
  const answer = report.answer(step, await service.post(path, body, { 'x-requestid': `sbc-${step.replaceAll(' ', '-')}` }));
  if (answer.status < 400) return answer;
  const told = answer.json ?? {};
  reasons[step] = `SIP;cause=${told.reasonCode ?? answer.status};text="${told.reasonText ?? told.error ?? STATUS_CODES[answer.status]}"`;
  return answer;
}

const call = { orig: { tn: job.orig }, dest: { tn: [job.called] }, iat: job.now };
await post('sign', 'signing', {
  signingRequest: { attest: 'A', ...call, origid: '8b3b6a05-6a3a-4d4a-9f4e-1f1c3e5f7a90', ppt: 'shaken' },
});
await post('sign with members that nobody knows', 'signing', {
  signingRequest: { ...call, ppt: 'shaken', profileId: 'x', vendor: { a: [1] } },
});
const asked = { from: { tn: job.orig }, to: { tn: [job.called] }, time: job.now };
await post('heartbeat', 'verification', { verificationRequest: asked });
await post('verify', 'verification', { verificationRequest: { ...asked, identity: identityOf(tokenOf(job), job.signer.x5u) } });
await post('sign without orig', 'signing', { signingRequest: { ...call, orig: undefined } });
await post('not found', 'nowhere', {});
report.print({ reasons });
await service.close();
