import { createHmac, createSecretKey } from 'node:crypto';
import { Agent, request } from 'node:https';
import { createSpotClient } from '@pkg/core';
import { createSpotClient as createNodeClient } from '@pkg/core/node';
import { redisLimits } from '@pkg/redis';
import ccxt from 'ccxt';
import ky from 'ky';
import { createClient } from 'redis';

const apiKey = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';
const apiSecret = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';
const headers = { 'X-MBX-APIKEY': apiKey };
const params = {
  symbol: 'BNBBTC',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '100',
  price: '0.00001',
} as const;

/** Places one order and parses the answer. */
export type Place = () => Promise<unknown>;

type Name = 'bareKy' | 'client' | 'limited' | 'bareFetch' | 'bareHttps' | 'nodeClient' | 'ccxt';

export type Places = Readonly<Record<Name, Place>>;

/** Returns a function that places an order with a client that shares its rate limits through Redis. */
export async function sharedPlace(server: string, redisUrl: string): Promise<Place> {
  const redis = await createClient({ url: redisUrl }).connect();
  const limits = { store: redisLimits(redis, { group: 'bench' }) };
  const environment = { name: 'loopback', rest: server, streams: '', wsApi: '' };
  const client = createSpotClient({ apiKey, apiSecret, environment, validateOrders: false, limits });
  return () => client.createOrder(params);
}

/** Returns a function for each contender. The functions place an order at `server`. */
export async function places(server: string): Promise<Places> {
  const environment = { name: 'loopback', rest: server, streams: '', wsApi: '' };
  const options = { apiKey, apiSecret, environment, validateOrders: false, limits: 'off' } as const;
  const client = createSpotClient(options);
  const limited = createSpotClient({ ...options, limits: 'queue' });
  const node = createNodeClient(options);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const webKey = await crypto.subtle.importKey('raw', new TextEncoder().encode(apiSecret), algorithm, false, ['sign']);
  const nodeKey = createSecretKey(apiSecret, 'utf8');
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(server);
  const query = (): string => new URLSearchParams({ ...params, timestamp: String(Date.now()) }).toString();
  const exchange = new ccxt.binance({ apiKey, secret: apiSecret, enableRateLimit: false });
  exchange.urls.api = { ...(exchange.urls.api as object), private: `${server}/api/v3`, public: `${server}/api/v3` };

  return {
    async bareKy() {
      const payload = query();
      const signature = new Uint8Array(await crypto.subtle.sign('HMAC', webKey, new TextEncoder().encode(payload)));
      const hex = Array.from(signature, (byte) => byte.toString(16).padStart(2, '0')).join('');
      return ky
        .post(`${server}/api/v3/order?${payload}&signature=${hex}`, { headers, retry: 0, timeout: false })
        .json();
    },
    client: () => client.createOrder(params),
    limited: () => limited.createOrder(params),
    async bareFetch() {
      const payload = query();
      const signature = createHmac('sha256', nodeKey).update(payload).digest('hex');
      const response = await fetch(`${server}/api/v3/order?${payload}&signature=${signature}`, {
        method: 'POST',
        headers,
      });
      return response.json();
    },
    bareHttps() {
      const payload = query();
      const signature = createHmac('sha256', nodeKey).update(payload).digest('hex');
      const path = `/api/v3/order?${payload}&signature=${signature}`;
      return new Promise((resolve, reject) => {
        const options = { hostname, port, path, method: 'POST', agent, headers: { ...headers, 'Content-Length': 0 } };
        const outgoing = request(options, (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
        });
        outgoing.on('error', reject);
        outgoing.end();
      });
    },
    nodeClient: () => node.createOrder(params),
    // ccxt creates this method at run time, so its types do not list it.
    ccxt: () =>
      (exchange as unknown as { privatePostOrder(order: object): Promise<unknown> }).privatePostOrder({ ...params }),
  };
}
