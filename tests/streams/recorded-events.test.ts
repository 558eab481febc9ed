import { BinanceSocketManager, depth, topic, trade } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../packages/core/test/manual-clock.js';
import { FakeExchange } from '../../packages/streams/test/fake-exchange.js';
import { type Sample, streams, userEvents } from '../documented/index.js';
import { itWithRecording, readText, recordings } from '../support/recordings.js';
import { schemaFor } from '../support/schema.js';

/** The name of the type that declares an event, by the event's field `e`. */
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
  if ('lastUpdateId' in event) return 'PartialDepth';
  return 'u' in event && 'B' in event ? 'BookTickerEvent' : undefined;
}

/** Sends frames over a fake connection and returns the events that its listeners received. */
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
  for (const recording of recordings.userEvents) {
    itWithRecording(recording, `${recording} has exactly the declared fields`, (path) => {
      const frames = readText(path)
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { event?: Record<string, unknown>; data?: Record<string, unknown> });
      expect(frames.length).toBeGreaterThan(0);
      for (const { event: ofSocketApi, data } of frames) {
        const event = (ofSocketApi ?? data) as Record<string, unknown>;
        // An execution report that was recorded in 2021 lacks fields that the exchange has added since.
        if (event.e === 'executionReport' && (event.E as number) < 1_700_000_000_000) continue;
        expect(schemaFor('streams', typeOf(event) as string).faults(event)).toEqual([]);
      }
    });
  }

  it('declares exactly the fields of every documented event', () => {
    const messages = Object.values(userEvents).map((message) => (message as { event: Sample }).event);
    const events = [...Object.values(streams).map(({ event }) => event), ...messages];
    let checked = 0;
    for (const event of events) {
      const type = typeOf(Object(event));
      if (!type) continue;
      expect(schemaFor('streams', type).faults(event), type).toEqual([]);
      checked += 1;
    }
    expect(checked).toBeGreaterThanOrEqual(20);
  });

  itWithRecording(recordings.microsecondTrades, 'delivers microsecond trades with every digit', async (path) => {
    const trades = rowsOf(path).map(([, , e, E, T, s, t, p, q, m, M]) => ({
      e,
      E: Number(E),
      s,
      t: Number(t),
      p,
      q,
      T: Number(T),
      m: isTrue(m),
      M: isTrue(M),
    }));
    expect(String(trades[0]?.E)).toHaveLength(16);
    const stream = trade('TRXUSDT');
    const received = await deliver(
      stream,
      trades.map((data) => JSON.stringify({ stream, data })),
    );
    expect(received).toEqual(trades);
    for (const event of received.slice(0, 200)) expect(schemaFor('streams', 'TradeEvent').faults(event)).toEqual([]);
  });

  itWithRecording(recordings.microsecondDepth, 'delivers microsecond depth with every digit', async (path) => {
    const updates = new Map<
      string,
      { e: string; E: number; s: string; U: number; u: number; b: string[][]; a: string[][] }
    >();
    for (const [, , e = '', E, s = '', U, u = '', isAsk, price = '', quantity = ''] of rowsOf(path)) {
      const update = updates.get(u) ?? { e, E: Number(E), s, U: Number(U), u: Number(u), b: [], a: [] };
      updates.set(u, update);
      update[isTrue(isAsk) ? 'a' : 'b'].push([price, quantity]);
    }
    const stream = depth('TRXUSDT', { speed: 100 });
    const events = [...updates.values()];
    const received = await deliver(
      stream,
      events.map((data) => JSON.stringify({ stream, data })),
    );
    expect(received).toEqual(events);
    expect(received).toHaveLength(1_563);
    for (const event of received.slice(0, 50)) expect(schemaFor('streams', 'DepthEvent').faults(event)).toEqual([]);
  });
});

/** Returns the rows of a CSV file, without its header. */
function rowsOf(path: string): string[][] {
  const lines = readText(path).trim().split('\n');
  return lines.slice(1).map((line) => line.split(','));
}

function isTrue(cell: string | undefined): boolean {
  return cell === 'True' || cell === '1';
}
