// What every client of the signing and verification service needs: a job, Identity headers, and one connection that is kept.
// Node's standard library only, and nothing of the server's.
//
// A job comes as JSON on standard input:
//   sti          base URL of the service                     ca         PEM of the TLS root to trust
//   http         "1.1" or "2": what to speak                 apiKey     the tenant's API key
//   now          NumericDate to sign with                    x5u        the certificate that the service signs with
//   signer, revoked     { key (PEM), x5u }: one provider with two certificates, the second of them revoked
//   orig, called the calling and the called number
import https from 'node:https';
import { Http2Session, jws, newId } from './wire.mjs';

const patience = 15_000;

/** One connection to the service, kept for all requests, over HTTP/1.1 or HTTP/2. */
export class Service {
  #job;
  #session;
  #agent;
  #sockets = new Set();

  static async open(job) {
    const service = new Service(job);
    if (job.http === '2') service.#session = await Http2Session.connect(job.sti, job.ca);
    return service;
  }

  constructor(job) {
    this.#job = job;
    this.#agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: job.ca });
  }

  /** How many connections were made. */
  get connections() {
    return this.#session ? 1 : this.#sockets.size;
  }

  /** Posts a JSON body (or the text given) to a path below /stir/v1/. */
  post(path, body, changed = {}) {
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    return this.request('POST', `/stir/v1/${path}`, { 'content-type': 'application/json', accept: 'application/json', ...changed }, text);
  }

  async request(method, path, headers, body) {
    const all = { authorization: `Bearer ${this.#job.apiKey}`, ...headers };
    for (const name of Object.keys(all)) if (all[name] === null) delete all[name];
    const answer = this.#session ? await this.#session.request(method, path, all, body) : await this.#requestHttp1(method, path, all, body);
    return { ...answer, json: answer.type?.startsWith('application/json') ? JSON.parse(answer.body) : null };
  }

  #requestHttp1(method, path, headers, body) {
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const options = { method, headers: { ...length, ...headers }, agent: this.#agent, timeout: patience };
      const request = https.request(new URL(path, this.#job.sti), options, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () => resolve({
          status: response.statusCode, type: response.headers['content-type'] ?? null, requestId: response.headers['x-requestid'] ?? null,
          body: Buffer.concat(parts).toString('utf8'),
        }));
      });
      request.on('socket', (socket) => this.#sockets.add(socket));
      request.on('timeout', () => request.destroy(new Error(`no answer to ${method} ${path}`)));
      request.on('error', reject);
      request.end(body);
    });
  }

  async close() {
    this.#agent.destroy();
    if (this.#session) await this.#session.close();
  }
}

/** The claims of a call; members in lexicographic order. */
export const claimsOf = (job, changed = {}) => ({
  attest: 'A', dest: { tn: [job.called] }, iat: job.now, orig: { tn: job.orig }, origid: newId(), ...changed,
});

/** A "shaken" PASSporT by the provider's first certificate, unless another is given. */
export const tokenOf = (job, { signer = job.signer, header = {}, claims = {} } = {}) =>
  jws({ alg: 'ES256', ppt: 'shaken', typ: 'passport', x5u: signer.x5u, ...header }, claimsOf(job, claims), signer.key);

/** The value of an Identity header for a token. */
export const identityOf = (token, x5u, parameters = ';alg=ES256;ppt=shaken') => `${token};info=<${x5u}>${parameters}`;

/** The parts of an Identity header's value. */
export function partsOf(identity) {
  const [token, ...parameters] = identity.split(';');
  const [header, claims] = token.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
  return { token, parameters, header, claims };
}

/** The same header with one digit of the signature changed. */
export function tampered(identity) {
  const [token, ...parameters] = identity.split(';');
  const at = token.lastIndexOf('.') + 10;
  const digit = token[at] === 'A' ? 'B' : 'A';
  return [`${token.slice(0, at)}${digit}${token.slice(at + 1)}`, ...parameters].join(';');
}
