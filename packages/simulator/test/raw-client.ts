import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { ConnectionHandler, Exchange, RestResponse } from '../src/index.js';

export type Params = Readonly<Record<string, unknown>>;
export type Json = Record<string, unknown>;

/** An API key with a function that signs. It signs with `node:crypto`, without code of core or of the simulator. */
export type TestKey = { readonly apiKey: string; readonly sign: (payload: string) => string };

export const hmacKey = (key: { apiKey: string; apiSecret: string }): TestKey => ({
  apiKey: key.apiKey,
  sign: (payload) => createHmac('sha256', key.apiSecret).update(payload).digest('hex'),
});

/**
 * Creates an RSA or Ed25519 key pair. Returns the public key in PEM, and a function `key` that returns a `TestKey` for
 * an API key.
 */
export function keyPair(type: 'rsa' | 'ed25519'): { publicKey: string; key: (apiKey: string) => TestKey } {
  const { publicKey, privateKey } =
    type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
  const digest = type === 'rsa' ? 'sha256' : null;
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string,
    key: (apiKey) => ({ apiKey, sign: (payload) => base64(digest, payload, privateKey) }),
  };
}

const base64 = (digest: string | null, payload: string, key: KeyObject): string =>
  sign(digest, Buffer.from(payload), key).toString('base64');

export const encode = (params: Params): string =>
  Object.entries(params)
    .map(
      ([name, value]) =>
        `${name}=${encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : String(value))}`,
    )
    .join('&');

export type Answer = { readonly status: number; readonly headers: RestResponse['headers']; readonly body: Json };

export type RestOptions = {
  readonly key?: TestKey | undefined;
  readonly headers?: Record<string, string>;
  readonly ip?: string;
};

/** Sends one REST request to the exchange, without a network. If a key is given, the request is signed. */
export async function rest(
  exchange: Exchange,
  routeText: string,
  params: Params = {},
  options: RestOptions = {},
): Promise<Answer> {
  const { key } = options;
  const stamped = key ? { timestamp: Math.floor(exchange.clock.now()), ...params } : params;
  const query = encode(stamped);
  return raw(exchange, routeText, key ? `${query}&signature=${encodeURIComponent(key.sign(query))}` : query, '', {
    ...options,
    headers: { ...(key ? { 'x-mbx-apikey': key.apiKey } : {}), ...options.headers },
  });
}

/** Sends one REST request to the exchange with exactly this query and body, without a network. */
export async function raw(
  exchange: Exchange,
  routeText: string,
  query: string,
  body: string,
  { headers = {}, ip = '127.0.0.1' }: RestOptions = {},
): Promise<Answer> {
  const [method = '', path = ''] = routeText.split(' ');
  const response = await exchange.rest.handle({ method, path, query, body, headers, ip });
  const isJson = response.headers['content-type']?.startsWith('application/json');
  return { ...response, body: isJson ? JSON.parse(response.body) : { text: response.body } };
}

export type WsAnswer = {
  readonly id: unknown;
  readonly status: number;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly msg: string; readonly data?: Json };
  readonly rateLimits?: readonly Json[];
};

/** A client of the WebSocket API that passes frames to the exchange directly, without a socket. */
export class WsClient {
  readonly frames: Json[] = [];
  closed: { code: number; reason: string } | undefined;
  readonly #exchange: Exchange;
  readonly #handler: ConnectionHandler;
  readonly #waiting = new Map<unknown, (answer: WsAnswer) => void>();
  #id = 0;

  constructor(exchange: Exchange, query = '', ip = '127.0.0.1') {
    this.#exchange = exchange;
    const end = (code: number, reason: string): void => {
      if (this.closed) return;
      this.closed = { code, reason };
      this.#handler?.closed();
    };
    this.#handler = exchange.wsApi.open({
      ip,
      path: '/ws-api/v3',
      params: new URLSearchParams(query),
      bufferedAmount: 0,
      send: (text) => {
        if (!this.closed) this.#take(JSON.parse(text));
      },
      close: end,
      terminate: () => end(1006, ''),
    });
  }

  /** The received user data events, oldest first. */
  get events(): { subscriptionId: number; event: Json }[] {
    return this.frames.filter((frame) => 'event' in frame) as never;
  }

  /** Ends the connection from the side of the client. */
  close(): void {
    this.closed = { code: 1000, reason: '' };
    this.#handler.closed();
  }

  announceShutdown(): void {
    this.#handler.announceShutdown();
  }

  /** Sends a request. If a key is given, the request is signed. */
  request(method: string, params: Params = {}, key?: TestKey): Promise<WsAnswer> {
    const stamped: Json = { ...params };
    if (key) {
      stamped.timestamp ??= Math.floor(this.#exchange.clock.now());
      stamped.apiKey = key.apiKey;
      const payload = Object.entries(stamped)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, value]) => `${name}=${value}`)
        .join('&');
      stamped.signature = key.sign(payload);
    }
    const id = `r${this.#id++}`;
    return this.send(JSON.stringify({ id, method, params: stamped }), id);
  }

  /** Sends a frame as it is, and waits for the reply with this `id`. */
  send(text: string, id: unknown): Promise<WsAnswer> {
    const answer = new Promise<WsAnswer>((resolve) => this.#waiting.set(id, resolve));
    this.#handler.receive(text);
    return answer;
  }

  #take(frame: Json): void {
    const waiting = 'status' in frame ? this.#waiting.get(frame.id) : undefined;
    if (!waiting) {
      this.frames.push(frame);
      return;
    }
    this.#waiting.delete(frame.id);
    waiting(frame as WsAnswer);
  }
}
