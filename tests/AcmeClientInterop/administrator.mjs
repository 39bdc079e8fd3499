// Two clients of a policy administrator, as they were seen on the wire: one that asks for SPC tokens and lists with Node's crypto (the
// "toolkit"), one that decodes every answer into a map of strings and reads PEM lists (the "gateway"). Signatures are verified by the
// library jose, which shares nothing with the server.
//
// A job comes as JSON on standard input:
//   pa           base URL of the policy administrator      ca          PEM of the TLS root to trust
//   root         PEM of the administrator's pinned root     account     the id of the account
//   toolkit, gateway   { userId, password }                 spc         base64 of the TNAuthList
// What each step saw goes as JSON to standard output.
import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { calculateJwkThumbprint, compactVerify, decodeJwt, decodeProtectedHeader, importX509 } from 'jose';
import { readJob, requestHttp1 } from '../WireClients/wire.mjs';

const job = await readJob();
const root = new X509Certificate(job.root);
const seen = {};

const send = (method, path, headers = {}, body = undefined) => requestHttp1(job.pa, job.ca, method, path, headers, body);
const asJson = { 'content-type': 'application/json' };

/** An answer whose members must all be strings: a client decodes it into a map of strings. */
function strings(text) {
  const answer = JSON.parse(text);
  for (const [name, value] of Object.entries(answer)) if (typeof value !== 'string') throw new Error(`${name} is no string: ${text}`);
  return answer;
}

async function login(user) {
  const answer = await send('POST', '/api/v1/auth/login', asJson, JSON.stringify(user));
  if (answer.status !== 200) throw new Error(`login: ${answer.status} ${answer.body}`);
  return strings(answer.body);
}

/** Verifies a JWT by the certificate that its x5u names, and that by the pinned root. */
async function verified(jwt, accept) {
  const { alg, typ, x5u } = decodeProtectedHeader(jwt);
  if (alg !== 'ES256') throw new Error(`alg is ${alg}`);

  // The administrator's name leads to the test's server.
  const answer = await send('GET', new URL(x5u).pathname, accept ? { accept } : {});
  if (answer.status !== 200) throw new Error(`${x5u}: ${answer.status}`);
  const signer = new X509Certificate(answer.body);
  if (!signer.verify(root.publicKey) || signer.ca) throw new Error('the signer is not below the pinned root, or is a CA');
  const { payload } = await compactVerify(jwt, await importX509(answer.body, 'ES256'));
  return { typ, claims: JSON.parse(Buffer.from(payload).toString('utf8')), signer: signer.subject };
}

const pairs = (hash) => `SHA256 ${hash.toString('hex').toUpperCase().match(/../g).join(':')}`;
const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const fingerprints = {
  spki: pairs(createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest()),
  jwk: pairs(Buffer.from(await calculateJwkThumbprint(publicKey.export({ format: 'jwk' })), 'base64url')),
};

/** Asks for a token and checks what the client checks. */
async function token(accessToken, path, accept, fingerprint) {
  const atc = { tktype: 'TNAuthList', tkvalue: job.spc, ca: false, fingerprint };
  const answer = await send('POST', path, { ...asJson, accept, authorization: accessToken }, JSON.stringify({ atc }));
  if (answer.status !== 200) throw new Error(`token: ${answer.status} ${answer.body}`);
  const { status, token: jwt, crl, iss, message } = strings(answer.body);
  const { claims, typ, signer } = await verified(jwt, 'application/pkix-cert');
  const left = decodeJwt(jwt).exp - job.now;
  if (JSON.stringify(claims.atc) !== JSON.stringify(atc)) throw new Error(`atc is ${JSON.stringify(claims.atc)}`);
  return { status, crl, iss, message, typ, signer, hasId: claims.jti.length > 0, isLongEnough: left >= 180, token: jwt };
}

async function list(accessToken) {
  const answer = await send('GET', '/api/v1/ca-list', { accept: 'application/jose+json', authorization: accessToken });
  if (answer.status !== 200) throw new Error(`list: ${answer.status} ${answer.body}`);
  const { status, caList } = strings(answer.body);
  const { claims, typ, signer } = await verified(caList);
  const roots = claims.trustList.map((entry) => new X509Certificate(entry.startsWith('-----BEGIN') ? entry : Buffer.from(entry, 'base64')));
  return {
    status, typ, signer, version: claims.version, sequence: claims.sequence, isPem: claims.trustList[0]?.startsWith('-----BEGIN') ?? null,
    roots: roots.map((one) => one.fingerprint256.replaceAll(':', '').toLowerCase()), caList,
  };
}

const toolkit = await login(job.toolkit);
seen.login = toolkit;
seen.tokenOfToolkit = await token(toolkit.accessToken, `/api/v1/account/${job.account}/token`, 'application/json', fingerprints.spki);
seen.listOfToolkit = await list(toolkit.accessToken);

// The CRL that the answer names, in the standard's form.
const crl = await send('GET', new URL(seen.tokenOfToolkit.crl).pathname, { accept: 'application/pkix-crl' });
seen.crl = { status: crl.status, type: crl.type };

const gateway = await login(job.gateway);
seen.tokenOfGateway = await token(gateway.accessToken, `/api/v1/account/${job.account}/token/`, 'application/jose+json', fingerprints.jwk);
seen.listOfGateway = await list(gateway.accessToken);

// With Bearer too, after a refresh, and not after the sign-out.
seen.withBearer = (await list(`Bearer ${gateway.accessToken}`)).sequence;
const wrong = await send('GET', '/api/v1/ca-list', { authorization: 'nobody' });
seen.withoutCredential = wrong.status;
process.stdout.write(`${JSON.stringify(seen, null, 2)}\n`);
