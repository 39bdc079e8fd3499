// The library acme-client against the ACME server: account, nonces, orders, errors, and a whole order, whose one step that the library does not know
// (tkauth-01) goes through its own signed requests.
//
// A job comes as JSON on standard input:
//   directory    URL of the ACME directory           accountKey   the account's key, PEM (the token is bound to it)
//   identifier   the TNAuthList, base64url           token        the SPC token
//   csr          a CSR for that TNAuthList, PEM
// What each step was answered goes as JSON to standard output.
import acme from 'acme-client';

let text = '';
for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
const job = JSON.parse(text);
const steps = {};
const identifiers = [{ type: 'TNAuthList', value: job.identifier }];
const newClient = (accountKey) => new acme.Client({ directoryUrl: job.directory, accountKey, backoffMin: 50, backoffMax: 500, backoffAttempts: 20 });

/** The error that an act ends with, in the server's words; null when there is none. */
async function errorOf(act) {
  try {
    await act();
    return null;
  } catch (error) {
    return error.message;
  }
}

const client = newClient(job.accountKey);
const stranger = newClient(await acme.crypto.createPrivateEcdsaKey('P-256'));
steps.unknownAccount = await errorOf(() => stranger.createAccount({ onlyReturnExisting: true }));

const account = await client.createAccount({ termsOfServiceAgreed: true, contact: ['mailto:first@provider.example'] });
steps.account = account.status;
steps.accountUrl = client.getAccountUrl();
const again = newClient(job.accountKey);
await again.createAccount({ termsOfServiceAgreed: true });
steps.accountUrlAgain = again.getAccountUrl();
steps.contact = (await client.updateAccount({ contact: ['mailto:second@provider.example'] })).contact;

// A nonce that was used: the library tries again with the fresh one that came with the error.
const nonces = [];
const getNonce = client.http.getNonce.bind(client.http);
client.http.getNonce = async () => {
  const nonce = nonces.length === 1 ? nonces[0] : await getNonce();
  nonces.push(nonce);
  return nonce;
};
await client.updateAccount({});
steps.usedNonce = (await client.updateAccount({})).status;
steps.noncesAskedFor = nonces.length;
client.http.getNonce = getNonce;

steps.otherIdentifier = await errorOf(() => client.createOrder({ identifiers: [{ type: 'dns', value: 'provider.example' }] }));
const order = await client.createOrder({ identifiers });
steps.order = order.status;
steps.early = await errorOf(() => client.finalizeOrder(order, job.csr));
await stranger.createAccount({ termsOfServiceAgreed: true });
steps.strangersOrder = await errorOf(() => stranger.getOrder(order));

const [authorization] = await client.getAuthorizations(order);
steps.authorization = authorization.status;
const challenge = authorization.challenges.find((offered) => offered.type === 'tkauth-01');
steps.tkauthType = challenge['tkauth-type'];
await client.api.completeChallenge(challenge.url, { tkauth: job.token });
steps.authorizationAfter = (await client.waitForValidStatus({ ...authorization, url: authorization.url })).status;
steps.ready = (await client.getOrder(order)).status;

const finalized = await client.finalizeOrder(order, job.csr);
steps.valid = (await client.waitForValidStatus(finalized)).status;
const chain = await client.getCertificate(finalized);
steps.chain = chain;
const key = await acme.crypto.createPrivateEcdsaKey('P-256');
steps.keyChange = (await client.updateAccountKey(key)).status;
steps.oldKey = await errorOf(() => newClient(job.accountKey).createAccount({ onlyReturnExisting: true }));
await client.revokeCertificate(chain, { reason: 4 });
steps.revokedTwice = await errorOf(() => client.revokeCertificate(chain, { reason: 4 }));
steps.deactivated = (await client.updateAccount({ status: 'deactivated' })).status;
steps.orderAfter = await errorOf(() => client.createOrder({ identifiers }));

process.stdout.write(JSON.stringify(steps));
