import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { BinanceSocketManager, depth, topic, trade } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../packages/core/test/manual-clock.js';
import { FakeExchange } from '../../packages/streams/test/fake-exchange.js';
import { schemaFor } from '../support/schema.js';
import { sharedPath } from '../support/shared.js';

const recorded = sharedPath('data/user-data-events');
const examples = sharedPath('facts/response-examples');
const microseconds = sharedPath('data/microsecond-trxusdt');
const absent = 'needs ../shared beside the checkout';

/** The declared type of each payload by its `e`; those without one by the document they are from. */
const types: Readonly<Record<string, string>> = {
  trade: 'TradeEvent',
  aggTrade: 'AggTradeEvent',
  blockTrade: 'BlockTradeEvent',
  referencePrice: 'ReferencePriceEvent',
  kline: 'KlineEvent',
  '24hrMiniTicker': 'MiniTickerEvent',
  '24hrTicker': 'TickerEvent',
  '1hTicker': 'RollingTickerEvent',
  avgPrice: 'AvgPriceEvent',
  depthUpdate: 'DepthEvent',
  executionReport: 'ExecutionReport',
  outboundAccountPosition: 'OutboundAccountPosition',
  balanceUpdate: 'BalanceUpdate',
  listStatus: 'ListStatus',
  externalLockUpdate: 'ExternalLockUpdate',
  eventStreamTerminated: 'EventStreamTerminated',
};

function typeOf(event: Record<string, unknown>): string | undefined {
  if (typeof event.e === 'string') return types[event.e];
  if ('lastUpdateId' in event) return 'PartialDepthEvent';
  return 'u' in event && 'B' in event ? 'BookTickerEvent' : undefined;
}

/** Sends frames over a connection and gives what listeners were given. */
async function deliver(stream: string, frames: readonly string[]): Promise<unknown[]> {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock);
  const manager = new BinanceSocketManager({ environment: exchange.environment, clock, timeUnit: 'microsecond' });
  const seen: unknown[] = [];
  await clock.run(manager.subscribe(topic(stream), (event) => seen.push(event)));
  expect(exchange.last.url).toContain('timeUnit=MICROSECOND');
  for (const frame of frames) exchange.last.deliverNow(frame);
  await manager.close();
  return seen;
}

describe('recorded and documented events', () => {
  it.skipIf(!recorded)(`recorded user data has exactly the declared fields (${absent})`, () => {
    const reports = readdirSync(recorded as string)
      .filter((file) => file.endsWith('.jsonl'))
      .flatMap((file) => readFileSync(`${recorded}/${file}`, 'utf8').trim().split('\n'))
      .map((line) => JSON.parse(line) as { event?: Record<string, unknown>; data?: Record<string, unknown> })
      .map((frame) => (frame.event ?? frame.data) as Record<string, unknown>);
    expect(reports.length).toBeGreaterThanOrEqual(5);
    for (const event of reports) {
      // The report of 2021 comes from before some fields existed.
      if (event.e === 'executionReport' && (event.E as number) < 1_700_000_000_000) continue;
      expect(schemaFor('streams', typeOf(event) as string).faults(event)).toEqual([]);
    }
  });

  it.skipIf(!examples)(`every documented stream payload has exactly the declared fields (${absent})`, () => {
    let checked = 0;
    for (const folder of ['streams', 'user-data']) {
      for (const file of readdirSync(`${examples}/${folder}`)) {
        const { examples: all } = JSON.parse(readFileSync(`${examples}/${folder}/${file}`, 'utf8')) as {
          examples: { kind: string; incomplete?: boolean; payload: unknown }[];
        };
        for (const { payload, incomplete } of all) {
          const { event, data = event ?? payload } = Object(payload) as { event?: unknown; data?: unknown };
          for (const each of Array.isArray(data) ? data : [data]) {
            const type = incomplete ? undefined : typeOf(Object(each));
            if (!type) continue;
            expect(schemaFor('streams', type).faults(each), `${file}: ${type}`).toEqual([]);
            checked += 1;
          }
        }
      }
    }
    expect(checked).toBeGreaterThanOrEqual(20);
  });

  it.skipIf(!microseconds)(`microsecond trades and depth arrive with every digit (${absent})`, async () => {
    const rows = (file: string) =>
      gunzipSync(readFileSync(`${microseconds}/${file}`))
        .toString()
        .trim()
        .split('\n')
        .slice(1)
        .map((row) => row.split(','));
    const trades = rows('trades.csv.gz').map(([, , e, E, T, s, t, p, q, m, M]) => {
      return {
        e,
        E: Number(E),
        s,
        t: Number(t),
        p,
        q,
        T: Number(T),
        m: m === 'True' || m === '1',
        M: M === 'True' || M === '1',
      };
    });
    expect(String(trades[0]?.E)).toHaveLength(16);
    const name = trade('TRXUSDT');
    const seen = await deliver(
      name,
      trades.map((data) => JSON.stringify({ stream: name, data })),
    );
    expect(seen).toEqual(trades);
    for (const event of seen.slice(0, 200)) expect(schemaFor('streams', 'TradeEvent').faults(event)).toEqual([]);

    const updates = new Map<
      string,
      { e: string; E: number; s: string; U: number; u: number; b: string[][]; a: string[][] }
    >();
    for (const [, , e = '', E, s = '', U, u = '', isAsk, price = '', quantity = ''] of rows('depth-updates.csv.gz')) {
      const update = updates.get(u) ?? { e, E: Number(E), s, U: Number(U), u: Number(u), b: [], a: [] };
      updates.set(u, update);
      update[isAsk === '1' || isAsk === 'True' ? 'a' : 'b'].push([price, quantity]);
    }
    const stream = depth('TRXUSDT', { speed: 100 });
    const events = [...updates.values()];
    const told = await deliver(
      stream,
      events.map((data) => JSON.stringify({ stream, data })),
    );
    expect(told).toEqual(events);
    expect(told).toHaveLength(1_563);
    for (const event of told.slice(0, 50)) expect(schemaFor('streams', 'DepthEvent').faults(event)).toEqual([]);
  });
});
