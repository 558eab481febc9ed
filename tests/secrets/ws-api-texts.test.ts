import { BinanceError, createSpotClient } from '@pkg/core';
import { BinanceSocketManager, topic, trade, wsApi } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../packages/core/test/manual-clock.js';
import { FakeExchange, type FakeSocket } from '../../packages/streams/test/fake-exchange.js';
import { caseCount } from '../support/case-count.js';
import { encodings, leaksIn, printed } from '../support/leaks.js';

const apiKey = 'Kq7Zr2XvB9mWc4TyHs6JdLf8GnPa3QeUi5RoVk1MtYx0CzSbDgNhAwEjFpOuIlQv';
const ed25519Signature = `${'mN+/8bVcXzLkJhGfDsAqWeRtYuIoP0123456'.repeat(2)}aBcD/+efGhIjKl==`;
const hmacSignature = 'c8db56825ae71d6d79447849e617115f4a920fa2acdc3c63c8db56825ae71d6d';

const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;

type Frame = { readonly id: string; readonly method: string; readonly params?: Readonly<Record<string, unknown>> };

/**
 * The ways in which the exchange can send a text back to the client: in the answer to a request, in an event, in
 * another frame, or in the reason of a close.
 */
const channels: Readonly<Record<string, (socket: FakeSocket, text: string, id: string) => void>> = {
  'the text of a refusal': (socket, text, id) =>
    socket.reply({ id, status: 400, error: { code: -1102, msg: `Bad parameters: ${text}` } }),
  'the data of a refusal': (socket, text, id) =>
    socket.reply({ id, status: 400, error: { code: -2021, msg: 'no', data: { [text]: [text, { deep: text }] } } }),
  'a refusal that asks to wait': (socket, text, id) =>
    socket.reply({ id, status: 418, error: { code: -1003, msg: text, data: { retryAfter: 1, text } } }),
  'a failure of the exchange': (socket, text, id) =>
    socket.reply({ id, status: 503, error: { code: -1001, msg: `Internal error; ${text}` } }),
  'a refusal without a code': (socket, text, id) => socket.reply({ id, status: 400, error: { msg: text, [text]: 1 } }),
  'a refusal that is text': (socket, text, id) => socket.reply({ id, status: 400, error: text }),
  'a result of the wrong form': (socket, text, id) => socket.reply({ id, status: 200, result: { [text]: text } }),
  'a result that is text': (socket, text, id) => socket.reply({ id, status: 200, result: text }),
  'a status that is text': (socket, text, id) => socket.reply({ id, status: text, result: {} }),
  'the reason of the close': (socket, text) => socket.cut(1008, text),
  'a frame that is not JSON': (socket, text) => {
    socket.deliverNow(text);
    socket.deliverNow(`{"id": ${text}`);
    socket.cut(1006, '');
  },
  'the end of a session': (socket, text) => {
    socket.deliverNow(JSON.stringify({ id: null, status: 401, error: { code: -2015, msg: text, data: text } }));
    socket.cut(1006, '');
  },
  'a frame of an unknown kind': (socket, text) => {
    socket.deliverNow(JSON.stringify({ [text]: text, event: text, id: text }));
    socket.cut(1006, '');
  },
  'the kind of an event': (socket, text) => {
    for (const e of [text, { [text]: text }, [text]])
      socket.deliverNow(JSON.stringify({ subscriptionId: 0, event: { e } }));
    socket.cut(1006, '');
  },
  'a field of an event': (socket, text) => {
    const event = { e: 'balanceUpdate', E: text, a: { [text]: 1 }, d: text, T: text };
    socket.deliverNow(JSON.stringify({ subscriptionId: 0, event }));
    socket.deliverNow(JSON.stringify({ subscriptionId: text, event }));
    socket.cut(1006, '');
  },
};

/**
 * Runs a client against an exchange that sends the API key and the signature back through one channel and in one
 * encoding. Returns all texts that the client shows: errors, events, log lines and states.
 */
async function attack(signature: string, channel: keyof typeof channels, encode: (text: string) => string) {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock, { showsPings: true });
  const shown: unknown[] = [];
  let isEchoing = false;
  exchange.onFrame = (socket, text) => {
    const { id, method, params = {} } = JSON.parse(text) as Frame;
    const answer = (result: unknown): void => socket.reply({ id, status: 200, result, rateLimits: [] });
    if (method === 'time') return answer({ serverTime: clock.now() });
    if (!isEchoing && method.startsWith('userDataStream')) return answer({ subscriptionId: 0 });
    if (!isEchoing && method === 'account.status') return answer({ updateTime: 1, balances: [] });
    if (!isEchoing) return answer([]);
    const sent = [params.apiKey ?? apiKey, params.signature ?? signature].map((each) => encode(String(each)));
    channels[channel]?.(socket, sent.join(' '), id);
  };
  const log = (...line: unknown[]): unknown => shown.push(line);
  const client = createSpotClient({
    ...{ apiKey, signer: { keyType: 'HMAC' as const, sign: () => signature }, clock, validateOrders: false },
    ...{ environment: exchange.environment, transport: wsApi(), limits: { maxWait: 1000 }, timeout: 2000 },
    logger: { debug: log, warn: log },
  });
  const manager = new BinanceSocketManager(client);
  manager.onStatus((change) => shown.push(change));
  const user = await manager.userData();
  user.listen({ event: () => undefined, notice: (notice) => shown.push(notice) });
  await clock.run(user.ready());
  isEchoing = true;
  // User data uses a second connection. The exchange sends the API key and the signature back over this connection as
  // well.
  const carrier = exchange.all.find((socket) => socket.requests.some(({ method }) => method.startsWith('userData')));
  channels[channel]?.(carrier as FakeSocket, [apiKey, signature].map(encode).join(' '), '9');
  const errors: unknown[] = [];
  const failed = (error: unknown): void => {
    expect(error).toBeInstanceOf(BinanceError);
    errors.push(error);
  };
  // Only errors are collected. The result of a successful call is the exchange's unchanged answer, which may contain
  // the API key and the signature.
  for (const call of [() => client.createOrder(order), () => client.getAccount(), () => client.logOn()])
    await clock.run(call().then(() => undefined, failed));
  await clock.advance(3_000);
  shown.push(...errors, user.error, manager.status, client.limits);
  await manager.close();
  client.close();
  return shown.map(printed).join('\n');
}

/**
 * Returns the encodings that the test with the index `at` uses. With `LONG=1`, each test uses all encodings. Otherwise
 * each test uses a few of them, and the tests together use every encoding.
 */
function someEncodings(at: number): [name: string, encode: (text: string) => string][] {
  const step = caseCount(14, 1);
  return Object.entries(encodings).filter((_, index) => index === 0 || index % step === at % step);
}

describe.each([
  ['HMAC', hmacSignature, 0],
  ['Ed25519', ed25519Signature, 4],
])('with a signature of %s', (_, signature, shift) => {
  it.each(Object.keys(channels).map((channel, at) => [channel, at + shift] as const))(
    'no secret is in any error, event or log when it is repeated in %s',
    async (channel, at) => {
      for (const [name, encode] of someEncodings(at)) {
        const text = await attack(signature, channel, encode);
        expect(leaksIn(text, [apiKey, signature]), name).toEqual([]);
      }
    },
    120_000,
  );
});

describe('a stream of the market', () => {
  it('shows no key in errors, events and logs when the other side repeats it', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock, { showsPings: true });
    exchange.answer = ({ id, params = [] }) =>
      params.includes('bnbbtc@trade') ? { id, result: null } : { id, error: { code: 2, msg: `Unknown ${apiKey}` } };
    const shown: unknown[] = [];
    const log = (...line: unknown[]): unknown => shown.push(line);
    const client = createSpotClient({
      ...{ apiKey, signer: () => hmacSignature, environment: exchange.environment, clock },
      logger: { debug: log, warn: log },
    });
    const manager = new BinanceSocketManager(client);
    manager.onStatus((change) => shown.push(change));
    const notice = (received: unknown): unknown => shown.push(received);
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined, { notice: (each) => void notice(each) }));
    shown.push(await clock.run(manager.subscribe(topic('bnbbtc@foo'), () => undefined).catch((error) => error)));
    for (const frame of [apiKey, `{"stream":"bnbbtc@trade","data":${apiKey}`, `{"${apiKey}":1}`]) {
      exchange.last.deliverNow(Buffer.from(frame));
      await clock.advance(20_000);
    }
    exchange.last.cut(1008, `no ${apiKey}`);
    await clock.advance(60_000);
    const text = shown.map(printed).join('\n');
    expect(text).toContain('Unknown ***');
    expect(text).toContain('no ***');
    expect(leaksIn(text, [apiKey])).toEqual([]);
    await manager.close();
    client.close();
  });
});

describe('the search for leaks', () => {
  it.each(Object.keys(encodings))('finds a secret %s', (name) => {
    for (const secret of [apiKey, ed25519Signature]) {
      const text = printed(new Error(`before ${encodings[name]?.(secret)} after`));
      expect(leaksIn(text, [secret]), secret).not.toEqual([]);
    }
  });
});
