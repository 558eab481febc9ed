import { expect, it } from 'vitest';
import { BusyBot, busyOptions, keysOf, makeBusy, newMarket } from '../../test/busy-exchange.js';
import { createExchange, type Exchange, SyntheticMarket, type VirtualClock } from '../index.js';

const actions = process.env.LONG ? 5000 : 250;

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

it('an imported exchange goes on exactly as the original', { timeout: 600_000 }, async () => {
  const original = createExchange({ seed: 3, ...busyOptions });
  const keys = keysOf(makeBusy(original));
  const first = new BusyBot(original, keys);
  (original.clock as VirtualClock).drift = 0.0001;
  await first.run(actions);
  original.sockets.cutAll();
  const state = throughJson(original.exportState());

  const before = createExchange({ seed: 4, ...busyOptions });
  newMarket(before).start();
  await before.advance(12_345.678);
  before.importState(state);
  const after = createExchange({ seed: 5, startTime: 0, ...busyOptions });
  after.importState(state);
  newMarket(after).start();
  for (const copy of [before, after]) expect(throughJson(copy.exportState())).toEqual(state);

  const runs: BusyBot[] = [];
  for (const exchange of [original, before, after]) {
    const bot = new BusyBot(exchange, keys, first.random);
    await bot.run(actions);
    runs.push(bot);
    expect(exchange.failures).toEqual([]);
  }
  const [expected, ...others] = runs as [BusyBot, BusyBot, BusyBot];
  for (const { log } of others) {
    const at = log.findIndex((row, index) => row !== expected.log[index]);
    expect(at < 0 ? 'equal' : [log[at], expected.log[at]]).toBe('equal');
    expect(log).toHaveLength(expected.log.length);
  }
  const ends = [original, before, after].map((exchange) => throughJson(exchange.exportState()));
  expect(ends[1]).toEqual(ends[0]);
  expect(ends[2]).toEqual(ends[0]);
  // The comparison above proves little if the bots have used few features of the exchange. So the logs of the bots must
  // contain each text in `used`: each text shows that a feature was used.
  const text = [...first.log, ...expected.log].join('\n');
  const used = ['"EXPIRED_IN_MATCH"', '"OTO"', '"OCO"', ' 503 ', 'fetch failed', '-2010', '-2013', '"trailingTime"'];
  expect(used.filter((part) => !text.includes(part))).toEqual([]);
});

it('error: an incomplete state leaves the exchange unchanged', async () => {
  const exchange = createExchange({ seed: 3, ...busyOptions });
  makeBusy(exchange);
  await exchange.advance(5000);
  const state = throughJson(exchange.exportState()) as Record<string, unknown>;
  const other: Exchange = createExchange();
  const before = throughJson(other.exportState());
  expect(() => other.importState(undefined)).toThrow("state: expected a state of format 'exchange-2'");
  expect(() => other.importState({ ...state, format: 'exchange-1' })).toThrow("got 'exchange-1'");
  for (const missing of Object.keys(state).filter((name) => !['format', 'time', 'clock', 'house'].includes(name))) {
    const { [missing]: _, ...rest } = state;
    expect(() => other.importState(rest)).toThrow(RangeError);
    expect(() => other.importState({ ...state, [missing]: 'nonsense' })).toThrow(RangeError);
  }
  expect(throughJson(other.exportState())).toEqual(before);
});

it('error: a state without the synthetic market that the exchange has leaves it unchanged', async () => {
  const other = createExchange({ symbols: ['BTCUSDT'] });
  for (let number = 0; number < 5; number += 1) other.createAccount({ balances: { USDT: '1000000', BTC: '10' } });
  const exchange = createExchange({ symbols: ['BTCUSDT'] });
  const market = new SyntheticMarket(exchange);
  market.start();
  await exchange.advance(1000);
  const before = throughJson(exchange.exportState());
  const message = "expected a state of 'synthetic 1', which this exchange has";
  expect(() => exchange.importState(throughJson(other.exportState()))).toThrow(message);
  expect(throughJson(exchange.exportState())).toEqual(before);
  market.close();
  exchange.importState(throughJson(other.exportState()));
});

it('restores a fault, its hits and the time that it has left', async () => {
  const exchange = createExchange();
  await exchange.advance(77.7);
  const fault = exchange.faults.script({ kind: 'status', status: 503, times: 3, for: 1000 });
  await exchange.environment.fetch!(`${exchange.environment.rest}/api/v3/ping`);
  await exchange.advance(400);
  const copy = createExchange();
  copy.importState(throughJson(exchange.exportState()));
  expect(copy.faults.scripted).toMatchObject([{ id: fault.id, hits: 1 }]);
  await copy.advance(599);
  expect(copy.faults.active).toHaveLength(1);
  await copy.advance(1);
  expect(copy.faults.active).toEqual([]);
});

it('restores what is locked from outside, so that it can be unlocked', () => {
  const exchange = createExchange({ symbols: ['BTCUSDT'] });
  const { uid } = exchange.createAccount({ balances: { USDT: '10' } });
  exchange.engine.lockExternally(uid, 'USDT', 300_000_000n);
  const copy = createExchange({ symbols: ['BTCUSDT'] });
  copy.importState(throughJson(exchange.exportState()));
  expect(() => copy.engine.lockExternally(uid, 'USDT', -300_000_001n)).toThrow();
  copy.engine.lockExternally(uid, 'USDT', -300_000_000n);
  expect(copy.engine.balance(uid, 'USDT')).toMatchObject({ free: 1_000_000_000n, locked: 0n });
});
