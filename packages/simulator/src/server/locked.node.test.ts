import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createExchange, type Exchange, VirtualClock } from '../index.js';
import { type Served, serve } from '../node.js';

let exchange: Exchange;
let served: Served;

beforeEach(async () => {
  exchange = createExchange({ clock: new VirtualClock({ start: 1_800_000_000_000 }) });
  exchange.createAccount({ apiKey: 'K', apiSecret: 'the-secret' });
  served = await serve(exchange, { speed: 0 });
});

afterEach(async () => {
  await served.close();
  exchange.close();
});

type Answer = { status: number; headers: IncomingMessage['headers']; text: string };

/** Sends a request with exactly these headers, some of which `fetch` would not send. */
async function call(method: string, path: string, headers: Record<string, string>, body = ''): Promise<Answer> {
  const sent = request({ host: '127.0.0.1', port: served.port, method, path, headers, agent: false });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}

const corsHeaders = ({ headers }: Answer): string[] =>
  Object.keys(headers).filter((name) => name.startsWith('access-control'));

describe('the routes under /sim/', () => {
  const own = (): Record<string, string> => ({ host: `127.0.0.1:${served.port}` });

  it.each([
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page of another port of this machine', { origin: 'http://127.0.0.1:4173' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['an image or script of another origin', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['a page by DNS rebinding', { host: 'evil.example', origin: 'http://evil.example' }],
    ['a page by DNS rebinding, without an origin', { host: 'evil.example:80' }],
  ])('give nothing to %s', async (_, headers) => {
    for (const [method, path] of [
      ['GET', '/sim/'],
      ['GET', '/sim/state'],
      ['PUT', '/sim/state'],
      ['POST', '/sim/faults?kind=drop'],
      ['POST', '/sim/accounts'],
      ['DELETE', '/sim/faults'],
      ['GET', '/sim/nowhere'],
      ['GET', '/sim'],
      ['OPTIONS', '/sim/state'],
      ['HEAD', '/sim/state'],
    ] as const) {
      const answer = await call(method, path, { ...own(), ...headers });
      expect(answer.status).toBe(403);
      expect(corsHeaders(answer)).toEqual([]);
      expect(answer.text).not.toContain('the-secret');
    }
    expect(exchange.faults.active).toEqual([]);
  });

  it('never allow a page to read an answer, even a successful one', async () => {
    for (const path of ['/sim/', '/sim/state', '/sim/nowhere']) {
      const answer = await call('GET', path, own());
      expect(corsHeaders(answer)).toEqual([]);
      expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin');
    }
    const preflight = await call('OPTIONS', '/sim/state', { ...own(), 'access-control-request-method': 'PUT' });
    expect(preflight.status).toBe(404);
    expect(corsHeaders(preflight)).toEqual([]);
  });

  it('open with the token by any host name', async () => {
    expect((await call('GET', '/sim/', { host: 'simulator:80' })).status).toBe(403);
    const authorization = `Bearer ${served.controlToken}`;
    expect((await call('GET', '/sim/', { host: 'simulator:80', authorization })).status).toBe(200);
    expect(served.controlToken.length).toBeGreaterThanOrEqual(32);
  });

  it('error: a token that is too short', async () => {
    await expect(serve(exchange, { controlToken: 'short' })).rejects.toThrow('controlToken: expected at least 16');
  });

  it.each([
    '/sim/clock?step=1e300',
    '/sim/clock?step=-1e300',
    '/sim/clock?step=1e15',
    '/sim/clock?drift=1e300',
    '/sim/clock?drift=-1',
    '/sim/clock?drift=0.1&step=1e300',
    '/sim/advance?ms=1e12',
    '/sim/advance?ms=-1',
    '/sim/advance?ms=Infinity',
    '/sim/advance?ms=',
    '/sim/advance?ms=NaN',
    '/sim/advance?milliseconds=5',
    '/sim/speed?speed=1e300',
    '/sim/speed?speed=',
    '/sim/shutdown?ms=1e300',
    '/sim/faults/draw?ms=1e300',
    '/sim/faults/draw?seed=1e300',
    '/sim/faults/draw?seed=0.5',
    '/sim/faults?kind=delay&ms=1e300',
    '/sim/faults?kind=drop&after=1e300',
    '/sim/faults?kind=drop&for=1e300',
    '/sim/faults?kind=drop&times=1e300',
    '/sim/faults?kind=drop&times=0.5',
    '/sim/faults?kind=oversize&bytes=1e300',
    '/sim/trade?symbol=BTCUSDT&price=1e300&quantity=1',
  ])('error: POST %s changes nothing', async (path) => {
    const answer = await call('POST', path, own());
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).error).toMatch(/expected/);
    const { time, speed, faults } = JSON.parse((await call('GET', '/sim/', own())).text);
    expect({ time, speed, faults }).toEqual({ time: 1_800_000_000_000, speed: 0, faults: [] });
    expect((exchange.clock as VirtualClock).drift).toBe(0);
  });

  it('stop a long advance on request, and when the server closes', async () => {
    const endless = (): void => void exchange.clock.setTimeout(endless, 1);
    endless();
    const advanced = call('POST', '/sim/advance?ms=31000000000', own());
    while (exchange.clock.monotonic() === 0) await call('GET', '/api/v3/ping', own());
    expect((await call('DELETE', '/sim/advance', own())).status).toBe(200);
    expect((await advanced).status).toBe(200);
    const stopped = exchange.clock.monotonic();
    expect(stopped).toBeLessThan(31_000_000_000);
    await call('POST', '/sim/advance?ms=10', own());
    expect(exchange.clock.monotonic()).toBe(stopped + 10);
    const running = exchange.advance(31_000_000_000);
    await served.close();
    await running;
    served = await serve(exchange, { speed: 0 });
  });

  it('answer while time runs faster than the machine can', async () => {
    const endless = (): void => void exchange.clock.setTimeout(endless, 1);
    endless();
    await call('POST', '/sim/speed?speed=1000000', own());
    for (let asked = 0; asked < 5; asked += 1) {
      expect((await call('GET', '/api/v3/ping', own())).status).toBe(200);
    }
    await call('POST', '/sim/speed?speed=0', own());
    expect(exchange.clock.monotonic()).toBeGreaterThan(0);
  });
});
