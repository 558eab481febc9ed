import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSpotClient, type SpotClient } from '../client/spot-client.js';
import { BinanceTransportError, BinanceUnknownOutcomeError } from '../errors/index.js';

const apiKey = 'key';
const apiSecret = 'secret';
const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;

type Init = RequestInit & { readonly next?: { readonly revalidate?: number | false } };

function clientOf(fetch: (url: string, init: Init) => Promise<Response>): SpotClient {
  // The cast is safe: the client calls `fetch` only with a text and an options object.
  return createSpotClient({ apiKey, apiSecret, fetch: fetch as typeof globalThis.fetch, validateOrders: false });
}

/**
 * Creates a simulated exchange. Each server time that it returns is 1 ms later than the previous one, so that a test
 * notices a cached answer. The exchange checks that the signature of each request matches the bytes of its query.
 */
function exchange(): { answer: (url: string) => Response; urls: string[] } {
  const urls: string[] = [];
  let time = Date.now();
  const answer = (url: string): Response => {
    urls.push(url);
    if (url.endsWith('/api/v3/time')) return Response.json({ serverTime: time++ });
    const [, payload, signature] = /\?(.*)&signature=(.*)$/.exec(url) ?? [];
    const isRight = payload && createHmac('sha256', apiSecret).update(payload).digest('hex') === signature;
    return isRight ? Response.json([]) : Response.json({ code: -1022, msg: 'Signature' }, { status: 400 });
  };
  return { answer, urls };
}

/**
 * Imitates the `fetch` of React Native, which is whatwg-fetch. This `fetch` adds the parameter `_` to the URL of a GET
 * request whose cache mode is `no-store` or `no-cache`. It sends requests by XMLHttpRequest, so it follows redirects
 * and reports only the last URL.
 *
 * @see https://github.com/JakeChampion/fetch/blob/v3.6.20/fetch.js
 */
const reactNative =
  (answer: (url: string) => Response, lastUrl?: string) =>
  async (url: string, { method, cache }: Init): Promise<Response> => {
    const isBusted = method === 'GET' && (cache === 'no-store' || cache === 'no-cache');
    const sent = isBusted ? `${url}${url.includes('?') ? '&' : '?'}_=${Date.now()}` : url;
    const response = answer(sent);
    const { status, headers } = response;
    return { status, headers, url: lastUrl ?? sent, text: () => response.text() } as Response;
  };

/**
 * Imitates the `fetch` of Next.js 13 and 14, which stores the answer to each GET request in its data cache, even at
 * build time, unless the options forbid it.
 *
 * @see https://github.com/vercel/next.js/blob/v14.2.35/packages/next/src/server/lib/patch-fetch.ts
 */
function nextJs(answer: (url: string) => Response): (url: string, init: Init) => Promise<Response> {
  const dataCache = new Map<string, Response>();
  return async (url, { method, cache, next }) => {
    const isDynamic = cache === 'no-store' || cache === 'no-cache' || next?.revalidate === 0;
    if (method !== 'GET' || isDynamic) return answer(url);
    const response = dataCache.get(url) ?? answer(url);
    dataCache.set(url, response);
    return response.clone();
  };
}

describe('fetch of React Native', () => {
  it('sends nothing after the signature', async () => {
    const { answer, urls } = exchange();
    const client = clientOf(reactNative(answer));
    expect(await client.getOpenOrders()).toEqual([]);
    expect(urls.filter((url) => /[?&]_=/.test(url))).toEqual([]);
  });

  it('error: it followed a redirect', async () => {
    const { answer } = exchange();
    const client = clientOf(reactNative(answer, 'https://elsewhere.example/api/v3/time'));
    await expect(client.getServerTime()).rejects.toThrow('the request was redirected');
  });
});

describe('fetch of Next.js', () => {
  it('never answers from its cache', async () => {
    const { answer } = exchange();
    const client = clientOf(nextJs(answer));
    const first = await client.getServerTime();
    expect((await client.getServerTime()).serverTime).toBe(first.serverTime + 1);
    expect(await client.getOpenOrders()).toEqual([]);
  });
});

describe('a request of a web page', () => {
  it('sends no cookies and no referrer, so that no other origin can read what it does', async () => {
    const { answer } = exchange();
    const inits: unknown[] = [];
    const client = clientOf(async (url, init) => {
      inits.push(init);
      return answer(url);
    });
    await client.getServerTime();
    await client.getOpenOrders();
    await client.createOrder(order).catch(() => undefined);
    expect(inits.length).toBeGreaterThanOrEqual(3);
    for (const init of inits) expect(init).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer' });
  });
});

describe('redirects', () => {
  it('are forbidden for public, signed and writing calls', async () => {
    const { answer } = exchange();
    const modes: unknown[] = [];
    const client = clientOf(async (url, { redirect }) => {
      modes.push(redirect);
      return answer(url);
    });
    await client.getServerTime();
    await client.getOpenOrders();
    await client.createOrder(order).catch(() => undefined);
    expect(new Set(modes)).toEqual(new Set(['error']));
  });

  it.each<[string, () => Response]>([
    [
      'a redirect that was not followed',
      () => new Response(null, { status: 302, headers: { location: 'https://x.example' } }),
    ],
    [
      'an opaque redirect',
      () =>
        ({
          ...new Response(),
          type: 'opaqueredirect',
          status: 0,
          headers: new Headers(),
          text: async () => '',
        }) as Response,
    ],
    [
      'a redirect that was followed',
      () => Object.defineProperty(Response.json({ serverTime: 1 }), 'redirected', { value: true }),
    ],
  ])('error: %s', async (_, redirected) => {
    const { answer } = exchange();
    const client = clientOf(async (url, { method }) => (method === 'POST' ? redirected() : answer(url)));
    await expect(client.createOrder(order)).rejects.toBeInstanceOf(BinanceUnknownOutcomeError);
    const reader = clientOf(async () => redirected());
    await expect(reader.getServerTime()).rejects.toBeInstanceOf(BinanceTransportError);
  });
});
