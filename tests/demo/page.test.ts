import { describe, expect, it } from 'vitest';
import {
  changeText,
  columnQuantity,
  durationText,
  grouped,
  priceText,
  quantityText,
} from '../../apps/demo/src/format.js';
import { bookHash } from '../../apps/demo/src/session/book-hash.js';
import { assessPulse, EventDelay, isSilent } from '../../apps/demo/src/session/data-age.js';
import { readPageState, writePageState } from '../../apps/demo/src/session/page-url.js';
import { SOURCES, sourceName } from '../../apps/demo/src/session/source.js';
import { groupsFor, priceOfTicks, rowsAt, rowsOf, ticksOfPrice } from '../../apps/demo/src/views/levels.js';

const book = {
  known: { asks: 4, bids: 4 },
  getAsks: () =>
    [
      ['100.01', '1'],
      ['100.09', '2'],
      ['100.10', '4'],
      ['100.11', '8'],
    ] as const,
  getBids: () =>
    [
      ['99.99', '1'],
      ['99.91', '2'],
      ['99.90', '4'],
      ['99.89', '8'],
    ] as const,
};

describe('rowsOf', () => {
  const read = (side: 'asks' | 'bids', group: number, count = 10) =>
    rowsOf(book as never, { side, count, decimals: 2, group }).map(({ ticks, quantity, total }) => [
      ticks,
      quantity,
      total,
    ]);

  it('lists levels with running totals', () => {
    expect(read('asks', 1, 2)).toEqual([
      [10_001, 1, 1],
      [10_009, 2, 3],
    ]);
  });

  it('groups asks upwards and bids downwards, so that no row promises a better price', () => {
    expect(read('asks', 10)).toEqual([
      [10_010, 7, 7],
      [10_020, 8, 15],
    ]);
    expect(read('bids', 10)).toEqual([
      [9_990, 7, 7],
      [9_980, 8, 15],
    ]);
  });

  it('counts prices in ticks exactly', () => {
    expect(ticksOfPrice('0.07', 2)).toBe(7);
    expect(ticksOfPrice('1.15', 2)).toBe(115);
    expect([priceOfTicks(7, 2), priceOfTicks(115, 2), priceOfTicks(5, 0)]).toEqual(['0.07', '1.15', '5']);
    expect(groupsFor(60_000, '0.01', 2)).toEqual([1, 10, 50, 100, 500, 1000, 5000, 10_000]);
    expect(groupsFor(0.5, '0.0001', 4)).toEqual([1, 10]);
  });
});

describe('rowsAt', () => {
  it('has the quantities of prices that are far from the best price now, and none where the book has none', () => {
    const levels = Array.from({ length: 200 }, (_, at) => [(100 - at / 100).toFixed(2), String(at + 1)] as const);
    const deep = { known: { asks: 0, bids: 200 }, getAsks: () => [], getBids: (limit = 200) => levels.slice(0, limit) };
    const read = (prices: readonly number[]) =>
      rowsAt(deep as never, prices, { side: 'bids', decimals: 2, group: 1 }).map((row) => row?.quantity);
    expect(read([9_999, 9_900, 10_001, 9_802])).toEqual([2, 101, undefined, 199]);
  });
});

describe('isSilent', () => {
  it.each([
    ['live', 100, 100, false],
    ['stale', 4_000, 4_000, false],
    ['stale', 6_000, 6_000, true],
    // Events of other streams prove nothing about a book without events.
    ['stale', 6_000, 100, true],
    // A new symbol was chosen while the exchange does not answer. The book of this symbol has no event yet, so there is
    // no age.
    ['syncing', undefined, 6_000, true],
    ['syncing', undefined, 100, false],
  ] as const)('%s, with a newest event of %s ms, and nothing heard for %s ms: %s', (state, age, unheardFor, silent) => {
    expect(isSilent({ state, text: '', age }, unheardFor)).toBe(silent);
  });
});

describe('assessPulse', () => {
  const live = { status: 'live', reason: undefined, metrics: { age: 100 } } as never;
  const input = { phase: 'ready', isOnline: true, book: live, delay: 0, isTimeStopped: false } as const;

  it('is live only for a live book with young data', () => {
    expect(assessPulse(input)).toEqual({ state: 'live', text: 'live', age: 100 });
    expect(assessPulse({ ...input, book: { status: 'live', metrics: { age: 2_100 } } as never })).toMatchObject({
      state: 'stale',
      text: 'data is 2.1 s old',
    });
    expect(assessPulse({ ...input, delay: 8_000 })).toEqual({ state: 'stale', text: 'data is 8.1 s old', age: 8_100 });
    expect(assessPulse({ ...input, book: { status: 'stale', reason: 'gap', metrics: {} } as never })).toMatchObject({
      state: 'stale',
    });
    expect(assessPulse({ ...input, book: { status: 'syncing', metrics: {} } as never })).toMatchObject({
      state: 'syncing',
    });
  });

  it('is never live while the machine is offline or the source is not reached', () => {
    expect(assessPulse({ ...input, isOnline: false }).state).toBe('offline');
    expect(assessPulse({ ...input, phase: 'waiting' }).state).toBe('waiting');
    expect(assessPulse({ ...input, phase: 'connecting' }).state).toBe('connecting');
    expect(assessPulse({ ...input, book: undefined }).state).toBe('connecting');
    expect(assessPulse({ ...input, isTimeStopped: true }).state).toBe('paused');
  });
});

describe('EventDelay', () => {
  // The clock of this machine is an hour ahead of the exchange's clock, which shows 1,000,000 ms when the monotonic
  // clock shows 5,000 ms.
  const clock = { now: () => 4_600_000, monotonic: () => 5_000 } as never;
  const arrived = (late: number) => ({ metrics: { lag: 3_600_000 + late } }) as never;

  it('uses the time of the exchange, not the clock of this machine', () => {
    const delay = new EventDelay();
    expect(delay.of(arrived(8_000), clock, 995_000)).toBe(8_000);
    expect(delay.of(arrived(20), clock, 995_000)).toBe(20);
    expect(delay.of({ metrics: {} } as never, clock, 995_000)).toBe(0);
  });

  it('compares with the fastest event, if the time of the exchange is unknown', () => {
    const delay = new EventDelay();
    expect([50, 20, 8_020].map((late) => delay.of(arrived(late), clock, undefined))).toEqual([0, 0, 8_000]);
  });
});

describe('the address of the page', () => {
  it('is read as it was written', () => {
    const page = {
      source: 'page',
      symbol: 'ETHUSDT',
      interval: '15m',
      view: 'trade',
      seed: 11,
      replay: {
        start: 1_767_225_600_000,
        until: 61_234,
        commands: [
          { at: 12_345, mode: 'crash' },
          { at: 50_000.5, mode: 'calm' },
        ],
      },
    } as const;
    expect(readPageState(writePageState(page))).toEqual(page);
  });

  it('holds the name of a symbol in any script', () => {
    const page = { ...readPageState(''), symbol: '币安人生USDT' };
    expect(readPageState(writePageState(page)).symbol).toBe('币安人生USDT');
  });

  it.each([
    '?source=live-trading',
    '?symbol=<b>',
    '?interval=9m',
    '?seed=-1',
    '?start=1767225600000&until=99999999',
    '?start=0&until=5000',
    '?start=999999999999999&until=5000',
    '?commands=1-explode',
  ])('ignores what is not legal in %s', (search) => {
    expect(readPageState(search)).toEqual({
      source: undefined,
      symbol: undefined,
      interval: '1m',
      view: 'trade',
      seed: 7,
      replay: undefined,
    });
  });
});

describe('the sources', () => {
  it('do not include live trading', () => {
    const trading = SOURCES.filter(({ canTrade }) => canTrade).map(
      ({ environment }) => environment?.rest ?? 'simulated',
    );
    expect(trading).toEqual([
      'simulated',
      'simulated',
      'https://testnet.binance.vision',
      'https://demo-api.binance.com',
    ]);
    expect(SOURCES.find(({ id }) => id === 'live')?.canTrade).toBe(false);
  });

  it('name an address that need not be a simulator by its host', () => {
    const server = {
      rest: 'http://127.0.0.1:8080',
      streams: 'ws://127.0.0.1:8080',
      wsApi: 'ws://127.0.0.1:8080/ws-api/v3',
    };
    expect(sourceName({ id: 'server', key: undefined, server })).toBe('127.0.0.1:8080');
    expect(sourceName({ id: 'server', key: undefined, server: { ...server, apiKey: 'k' } })).toBe('Simulator server');
  });
});

describe('formats', () => {
  it('separates thousands, and aligns the decimals of a column', () => {
    expect([grouped('1234567.8901'), grouped('-1000'), grouped('999')]).toEqual(['1,234,567.8901', '-1,000', '999']);
    expect([priceText('62000.1', 2), quantityText('1234.50000000')]).toEqual(['62,000.10', '1,234.5']);
    expect([columnQuantity(0.5, 5), columnQuantity(1234.5, 2), columnQuantity(2e6, 2)]).toEqual([
      '0.50000',
      '1,234.50',
      '2,000,000',
    ]);
    expect([changeText('100', '101.5'), changeText('100', '99'), changeText('0', '1')]).toEqual([
      '+1.50%',
      '−1.00%',
      '—',
    ]);
    expect([durationText(850), durationText(2_400), durationText(180_000)]).toEqual(['850 ms', '2.4 s', '3 min']);
  });

  it('bookHash differs as soon as one update, price or quantity does', () => {
    const same = { lastUpdateId: 1, bids: [['1', '2']], asks: [] } as never;
    expect(bookHash(same)).toBe(bookHash({ lastUpdateId: 1, bids: [['1', '2']], asks: [] } as never));
    expect(bookHash(same)).not.toBe(bookHash({ lastUpdateId: 2, bids: [['1', '2']], asks: [] } as never));
    expect(bookHash(same)).not.toBe(bookHash({ lastUpdateId: 1, bids: [['1', '3']], asks: [] } as never));
  });
});
