import {
  BinanceApiError,
  BinanceError,
  BinanceTransportError,
  BinanceUnknownOutcomeError,
  createSpotClient,
} from '@pkg/core';
import { BinanceSocketManager, depth, kline, topic, trade, wsApi } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../packages/core/test/manual-clock.js';
import { FakeExchange } from '../../packages/streams/test/fake-exchange.js';
import { caseCount } from '../support/case-count.js';
import { Dice } from '../support/dice.js';
import { mutateJsonText } from '../support/mutate-json.js';

const INPUTS = caseCount(1_000, 20_000);

const ORDER = {
  symbol: 'BNBBTC',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '1',
  price: '0.01',
} as const;

const ACCEPTED = {
  symbol: 'BNBBTC',
  orderId: 12,
  orderListId: -1,
  clientOrderId: 'one',
  transactTime: 1_700_000_000_000,
};
const RATE_LIMITS = [
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 50, count: 1 },
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000, count: 4 },
];
const REFUSED = { code: -2010, msg: 'Account has insufficient balance for requested action.' };

/** Returns the unhandled rejections during `run`. Outside of tests, each of them would end the process. */
async function unhandledIn(run: () => Promise<void>): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const record = (error: unknown): number => unhandled.push(error);
  process.on('unhandledRejection', record);
  await run();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', record);
  return unhandled;
}

describe('mutated answers of the WebSocket API', () => {
  it(`end every call by its deadline, and report every order truly, over ${INPUTS} answers`, async () => {
    const dice = new Dice(11);
    const ends = new Map<string, number>();
    const unhandled = await unhandledIn(async () => {
      for (let round = 0; round < INPUTS / 20; round++) {
        const clock = new ManualClock();
        const exchange = new FakeExchange(clock);
        let sent = '';
        exchange.onFrame = (socket, text) => {
          const { id, method } = JSON.parse(text) as { id: string; method: string };
          if (method === 'time') return socket.reply({ id, status: 200, result: { serverTime: clock.now() } });
          const isAccepted = dice.chance(0.5);
          const answer = isAccepted
            ? { id, status: 200, result: ACCEPTED, rateLimits: RATE_LIMITS }
            : { id, status: 400, error: REFUSED, rateLimits: RATE_LIMITS };
          sent = mutateJsonText(answer, dice);
          socket.deliver(sent);
        };
        // Each round has its own REST URL, because clients with the same URL share their rate limits.
        const environment = { ...exchange.environment, rest: `https://fuzz-${round}` };
        const client = createSpotClient({
          ...{ apiKey: 'key', signer: { keyType: 'HMAC', sign: () => 'signature' }, environment, clock },
          ...{ validateOrders: false, transport: wsApi(), limits: { mode: 'off' } },
        } as Parameters<typeof createSpotClient>[0] & { transport: ReturnType<typeof wsApi> });
        for (let call = 0; call < 20; call++) {
          sent = '';
          const startedAt = clock.monotonic();
          const end = await clock.run(
            client.createOrder(ORDER, { timeout: 2_000 }).then(
              () => 'accepted',
              (error: unknown) => error,
            ),
          );
          expect(clock.monotonic() - startedAt, sent).toBeLessThanOrEqual(3_000);
          const name = end instanceof BinanceError ? end.name : String(end);
          ends.set(name, (ends.get(name) ?? 0) + 1);
          // Only a well-formed response decides whether an order was accepted.
          if (end === 'accepted') expect(statusOf(sent), sent).toBeLessThan(300);
          else if (end instanceof BinanceApiError && (end.statusCode ?? 0) >= 400)
            expect(statusOf(sent), sent).toBeGreaterThanOrEqual(400);
          else if (end instanceof BinanceTransportError) expect(sent).toBe('');
          else if (sent !== '') expect(end, sent).toBeInstanceOf(BinanceUnknownOutcomeError);
        }
        client.close();
        await clock.advance(0);
        expect(clock.timers.size).toBe(0);
      }
    });
    expect(unhandled).toEqual([]);
    expect(Math.min(ends.get('accepted') ?? 0, ends.get('BinanceUnknownOutcomeError') ?? 0)).toBeGreaterThan(
      INPUTS / 20,
    );
  }, 600_000);
});

function statusOf(text: string): number {
  return Number((JSON.parse(text) as { status: unknown }).status);
}

describe('mutated frames of streams', () => {
  it(`are dropped or delivered, and the connection continues, over ${INPUTS} frames`, async () => {
    const dice = new Dice(12);
    const levels = [['0.0100', '1.000']];
    const frames: [string, unknown][] = [
      ['a@trade', { e: 'trade', E: 5, s: 'A', t: 5, p: '1.0', q: '2.0', T: 5, m: true, M: true }],
      ['a@depth', { e: 'depthUpdate', E: 5, s: 'A', U: 5, u: 6, b: levels, a: levels }],
      ['a@kline_1m', { e: 'kline', E: 5, s: 'A', k: { t: 1, T: 2, s: 'A', i: '1m', c: '1.0', x: false } }],
      [
        '!ticker_1h@arr',
        [
          { e: '1hTicker', E: 5, s: 'A', c: '1.0' },
          { e: '1hTicker', E: 5, s: 'B', c: '1.0' },
        ],
      ],
    ];
    const unhandled = await unhandledIn(async () => {
      for (const showsPings of [true, false]) {
        const clock = new ManualClock();
        const exchange = new FakeExchange(clock, { showsPings });
        const errors: unknown[] = [];
        const { environment } = exchange;
        const manager = new BinanceSocketManager({ environment, clock, onError: (error) => errors.push(error) });
        const topics = [trade('A'), depth('A'), kline('A', '1m'), topic('!ticker_1h@arr')] as const;
        let delivered = 0;
        const count = (): number => (delivered += 1);
        await clock.run(Promise.all(topics.map((name) => manager.subscribe(name, count))));
        // The test reads only one event from `reader`, so the queue of `reader` overflows: some events are merged, and
        // others are dropped.
        const reader = manager.stream(
          topics.map((name) => topic(name)),
          { limit: 100 },
        );
        void reader.next();
        for (let i = 0; i < INPUTS / 2; i++) {
          const [stream, data] = dice.pick(frames);
          const frame = dice.chance(0.1) ? { id: dice.below(9), result: null } : { stream, data };
          const text = mutateJsonText(frame, dice);
          for (const socket of exchange.open) socket.deliverNow(showsPings ? Buffer.from(text) : text);
          if (i % 50 === 0) await clock.advance(1_000);
        }
        await clock.advance(60_000);
        const before = delivered;
        exchange.emit('a@trade', { e: 'trade', E: 6, s: 'A', t: 6, p: '1.0', q: '2.0', T: 6, m: true, M: true });
        await clock.advance(10);
        expect(delivered - before).toBe(1);
        expect(manager.status).toBe('open');
        await reader.return?.();
        await manager.close();
        expect(clock.timers.size).toBe(0);
        expect(delivered).toBeGreaterThan(INPUTS / 10);
      }
    });
    expect(unhandled).toEqual([]);
  }, 600_000);
});
