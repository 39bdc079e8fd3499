// What every dialect needs: a job, tokens, and two ways to talk HTTP. Node's standard library only, and nothing of the server's.
//
// A job comes as JSON on standard input:
//   cps          base URL of the CPS                         ca         PEM of the TLS root to trust
//   host, peer   names of this CPS and of one that hands on  now        NumericDate to sign with (absent: the clock)
//   publisher, reader   { spc, key, chain (PEM), x5u }            readerKey  the reader's key of dialect A
//   orig         the calling number                          dests      what called numbers begin with; two digits are added
import { createHash, createPrivateKey, generateKeyPairSync, randomUUID, sign, verify, X509Certificate } from 'node:crypto';
import http2 from 'node:http2';
import https from 'node:https';

if (Number(process.versions.node.split('.')[0]) < 20) throw new Error(`Node.js 20 or later is needed, this is ${process.versions.node}`);

const patience = 15_000;

export async function readJob() {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
  const job = JSON.parse(text);
  job.now ??= Math.floor(Date.now() / 1000);
  job.dest = (n) => `${job.dests}${String(n).padStart(2, '0')}`;
  return job;
}

/** What each step was answered, and what was posted in it. */
export class Report {
  #steps = {};
  #posted = {};

  answer(step, answer) {
    if (step in this.#steps) throw new Error(`two steps are named ${step}`);
    this.#steps[step] = answer;
    return answer;
  }

  answerTo(step) {
    return this.#steps[step];
  }

  posted(step, passports) {
    this.#posted[step] = passports;
    return passports;
  }

  print(facts = {}) {
    process.stdout.write(`${JSON.stringify({ ...facts, steps: this.#steps, posted: this.#posted }, null, 2)}\n`);
  }
}

const base64url = (value) => Buffer.from(value).toString('base64url');

/** A compact JWS: ES256, the signature as r||s. */
export function jws(header, payload, key) {
  const input = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(payload))}`;
  return `${input}.${base64url(sign('sha256', Buffer.from(input), { key: createPrivateKey(key), dsaEncoding: 'ieee-p1363' }))}`;
}

export const strangersKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });

/** A full-form "shaken" PASSporT; members in lexicographic order, no white space. */
export function passport(job, dest, changed = {}) {
  const signer = changed.signer ?? job.publisher;
  const header = { alg: 'ES256', ppt: 'shaken', typ: 'passport', x5u: signer.x5u };
  const payload = { attest: 'A', dest: { tn: [dest] }, iat: changed.iat ?? job.now, orig: { tn: changed.orig ?? job.orig }, origid: randomUUID() };
  return jws(header, payload, signer.key);
}

const sha256 = (text) => createHash('sha256').update(text).digest();

// Arrays of strings, and an object with one member: a minified serialisation is the canonical one (RFC 8785).
export const arrayHash = (passports) => `sha256-${sha256(JSON.stringify(passports)).toString('base64')}`;
export const wholeBodyHash = (body) => `sha256-${base64url(sha256(JSON.stringify(body)))}`;
export const hexArrayHash = (passports) => `sha256-${Buffer.from(sha256(JSON.stringify(passports)).toString('hex')).toString('base64')}`;

export const newId = () => randomUUID();

/** Digits are themselves; all else is percent-encoded, the star too, which encodeURIComponent leaves. */
export const segment = (text) => encodeURIComponent(text).replaceAll('*', '%2A');

/** The certificate chain of an x5u, leaf first. */
export async function fetchChain(x5u, ca) {
  const answer = await requestHttp1(x5u, ca, 'GET', '');
  if (answer.status !== 200) throw new Error(`${x5u} answered ${answer.status}`);
  const chain = answer.body.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g).map((pem) => new X509Certificate(pem));
  return { chain, type: answer.type };
}

export function isSignedBy(token, certificate) {
  const [header, payload, signature] = token.split('.');
  return verify('sha256', Buffer.from(`${header}.${payload}`), { key: certificate.publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
}

const fieldsOf = (headers) => ({
  type: headers['content-type'] ?? null, retryAfter: headers['retry-after'] ?? null, requestId: headers['x-requestid'] ?? null,
});

/** One HTTP/1.1 request over TLS; with a client certificate where identity has cert and key. */
export function requestHttp1(base, ca, method, path, headers = {}, body = undefined, identity = {}) {
  return new Promise((resolve, reject) => {
    const options = { method, ca, headers, agent: false, timeout: patience, ...identity };
    const request = https.request(new URL(path, base), options, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, ...fieldsOf(response.headers), body: Buffer.concat(parts).toString('utf8') }));
    });
    request.on('timeout', () => request.destroy(new Error(`no answer to ${method} ${path}`)));
    request.on('error', reject);
    request.end(body);
  });
}

/** One HTTP/2 session, and nothing but HTTP/2: a server without ALPN "h2" fails it. */
export class Http2Session {
  #session;

  static connect(base, ca) {
    return new Promise((resolve, reject) => {
      const session = http2.connect(base, { ca, ALPNProtocols: ['h2'] });
      session.once('error', reject);
      session.once('connect', () => resolve(new Http2Session(session)));
    });
  }

  constructor(session) {
    this.#session = session;
  }

  get protocol() {
    return this.#session.alpnProtocol;
  }

  get isOpen() {
    return !this.#session.closed && !this.#session.destroyed;
  }

  request(method, path, headers = {}, body = undefined) {
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const stream = this.#session.request({ ':method': method, ':path': path, ...length, ...headers }, { endStream: body === undefined });
      const answer = { status: 0, body: '' };
      stream.setEncoding('utf8');
      stream.setTimeout(patience, () => stream.close(http2.constants.NGHTTP2_CANCEL));
      stream.on('response', (fields) => {
        Object.assign(answer, { status: fields[':status'], ...fieldsOf(fields) });
      });
      stream.on('data', (part) => { answer.body += part; });
      // A server may answer before it has read all, and then stop reading.
      stream.on('error', (error) => { if (answer.status === 0) reject(error); });
      stream.on('close', () => (answer.status === 0 ? reject(new Error(`no answer to ${method} ${path}`)) : resolve(answer)));
      if (body !== undefined) stream.end(body);
    });
  }

  close() {
    return new Promise((resolve) => { this.#session.close(resolve); });
  }
}
