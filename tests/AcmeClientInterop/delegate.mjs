// The library acme-client against the ACME server for customers: an account that is bound to a customer, an order that is ready at once, its
// certificate, and its revocation.
//
// A job comes as JSON on standard input:
//   directory    URL of the ACME directory           accountKey   the account's key, PEM
//   kid, mac     the key for external account binding, base64url
//   identifier   a TNAuthList, base64url             csr          a CSR for it, PEM
//   notGranted   another, which is not granted
// What each step was answered goes as JSON to standard output.
import acme from 'acme-client';

let text = '';
for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
const job = JSON.parse(text);
const steps = {};
const identifiersOf = (value) => [{ type: 'TNAuthList', value }];
const newClient = (more) => new acme.Client({
  directoryUrl: job.directory, accountKey: job.accountKey, backoffMin: 50, backoffMax: 500, backoffAttempts: 20, ...more,
});

/** The error that an act ends with, in the server's words; null when there is none. */
async function errorOf(act) {
  try {
    await act();
    return null;
  } catch (error) {
    return error.message;
  }
}

steps.unbound = await errorOf(() => newClient().createAccount({ termsOfServiceAgreed: true }));
const client = newClient({ externalAccountBinding: { kid: job.kid, hmacKey: job.mac } });
steps.account = (await client.createAccount({ termsOfServiceAgreed: true })).status;
steps.notGranted = await errorOf(() => client.createOrder({ identifiers: identifiersOf(job.notGranted) }));

const order = await client.createOrder({ identifiers: identifiersOf(job.identifier) });
steps.order = order.status;
const authorizations = await client.getAuthorizations(order);
steps.authorizations = authorizations.map((authorization) => authorization.status);
steps.challenges = authorizations.flatMap((authorization) => authorization.challenges).length;
const finalized = await client.finalizeOrder(order, job.csr);
steps.valid = (await client.waitForValidStatus(finalized)).status;
steps.chain = await client.getCertificate(finalized);
await client.revokeCertificate(steps.chain, { reason: 4 });
steps.revokedTwice = await errorOf(() => client.revokeCertificate(steps.chain, { reason: 4 }));
process.stdout.write(JSON.stringify(steps));
