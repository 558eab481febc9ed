import type { Kline } from '@pkg/core/operations';
import { describe, expect, it, vi } from 'vitest';
import { CandleFeed } from '../../apps/demo/src/session/candle-feed.js';
import { HistoryPages, type HistoryRange } from '../../apps/demo/src/session/history-pages.js';
import { Retries } from '../../apps/demo/src/session/retrying.js';

/**
 * Creates a fake `read` function, whose calls are listed in `asked`. The test decides when and how each call is
 * answered.
 */
function reads<T, P>() {
  const asked: { params: P; answer: (value: T) => void; fail: (error: unknown) => void }[] = [];
  const read = (params: P): Promise<T> =>
    new Promise((answer, fail) => {
      asked.push({ params, answer, fail });
    });
  return { asked, read };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('HistoryPages', () => {
  type Row = { readonly time: number; readonly id?: number };
  const idOf = ({ id, time }: Row): number => id ?? time;

  it('lets the newest reading win, whichever answer comes last', async () => {
    const { asked, read } = reads<readonly Row[], HistoryRange>();
    const pages = new HistoryPages<Row>(read, idOf);
    void pages.refresh();
    void pages.refresh();
    asked[1]?.answer([{ time: 2 }, { time: 3 }]);
    await settled();
    asked[0]?.answer([{ time: 1 }]);
    await settled();
    expect(pages.rows.value).toEqual([{ time: 3 }, { time: 2 }]);
    expect(pages.isLoading.value).toBe(false);
  });

  it('reads the newest rows again before older ones if they could not be read', async () => {
    const { asked, read } = reads<readonly Row[], HistoryRange>();
    const pages = new HistoryPages<Row>(read, idOf);
    void pages.refresh();
    asked[0]?.answer([{ time: 1 }]);
    await settled();
    void pages.refresh();
    asked[1]?.fail(new Error('down'));
    await settled();
    expect(pages.error.value).toBe('down');
    void pages.loadOlder(9);
    asked[2]?.answer([{ time: 1 }, { time: 2 }]);
    await settled();
    expect([pages.error.value, pages.rows.value]).toEqual(['', [{ time: 2 }, { time: 1 }]]);
    void pages.loadOlder(9);
    expect(asked[3]?.params).toMatchObject({ endTime: 1 });
  });

  it('does not show the failure of a reading that was overtaken', async () => {
    const { asked, read } = reads<readonly Row[], HistoryRange>();
    const pages = new HistoryPages<Row>(read, idOf);
    void pages.refresh();
    void pages.refresh();
    asked[1]?.answer([]);
    asked[0]?.fail(new Error('too slow'));
    await settled();
    expect([pages.error.value, pages.rows.value]).toEqual(['', []]);
  });

  it('reads older rows by days without a hole, passes over empty ones, and reads once for two clicks', async () => {
    const { asked, read } = reads<readonly Row[], HistoryRange>();
    const day = 86_400_000;
    const pages = new HistoryPages<Row>(read, idOf);
    void pages.refresh();
    asked[0]?.answer([{ time: 10 * day }]);
    await settled();
    void pages.loadOlder(11 * day);
    void pages.loadOlder(11 * day);
    expect(asked).toHaveLength(2);
    expect(asked[1]?.params).toMatchObject({ startTime: 9 * day + 1, endTime: 10 * day });
    asked[1]?.answer([{ time: 10 * day }]);
    await settled();
    expect(asked[2]?.params).toMatchObject({ startTime: 8 * day + 1, endTime: 9 * day });
    asked[2]?.answer([{ time: 8.5 * day }]);
    await settled();
    expect(pages.rows.value?.map(({ time }) => time / day)).toEqual([10, 8.5]);
    expect(pages.since.value).toBe(8 * day + 1);
    expect(asked).toHaveLength(3);
  });

  it('skips no row that has the same time as the last row of a page, and shows none twice', async () => {
    const { asked, read } = reads<readonly Row[], HistoryRange>();
    const pages = new HistoryPages<Row>(read, idOf);
    void pages.refresh();
    asked[0]?.answer([
      { time: 1e12, id: 7 },
      { time: 1e12, id: 8 },
    ]);
    await settled();
    void pages.loadOlder(2e12);
    expect(asked[1]?.params.endTime).toBe(1e12);
    asked[1]?.answer([
      { time: 1e12 - 5, id: 5 },
      { time: 1e12, id: 6 },
      { time: 1e12, id: 7 },
      { time: 1e12, id: 8 },
    ]);
    await settled();
    expect(pages.rows.value?.map(({ id }) => id).sort()).toEqual([5, 6, 7, 8]);
    void pages.loadOlder(2e12);
    expect(asked[2]?.params.endTime).toBe(1e12 - 86_400_000);
  });

  it('reads a day with more rows than a page in parts, whichever rows the exchange leaves out', async () => {
    const day = 86_400_000;
    const all = Array.from({ length: 2_500 }, (_, id) => ({ time: 1e12 - day + 1 + id * 30_000, id }));
    for (const isNewest of [true, false]) {
      const read = vi.fn(async ({ limit, startTime = 0, endTime = 0 }: HistoryRange) => {
        const found = all.filter(({ time }) => time >= startTime && time <= endTime);
        return isNewest ? found.slice(-limit) : found.slice(0, limit);
      });
      const pages = new HistoryPages<Row>(read, idOf);
      await pages.loadOlder(1e12);
      expect(pages.rows.value).toHaveLength(2_500);
      expect(new Set(pages.rows.value?.map(({ id }) => id)).size).toBe(2_500);
      expect(pages.since.value).toBe(1e12 - day + 1);
    }
  });

  it('adds no older rows to a reading that replaced the list meanwhile', async () => {
    const { asked, read } = reads<readonly Row[], HistoryRange>();
    const pages = new HistoryPages<Row>(read, idOf);
    void pages.loadOlder(1e12);
    void pages.refresh();
    asked[1]?.answer([{ time: 5 }]);
    await settled();
    asked[0]?.answer([{ time: 4 }]);
    await settled();
    expect(pages.rows.value).toEqual([{ time: 5 }]);
    expect(asked).toHaveLength(2);
  });
});

describe('CandleFeed', () => {
  const bar = (minute: number, close: string): Kline =>
    [minute * 60_000, '1', '9', '1', close, '5', 0, '0', 0, '0', '0', '0'] as unknown as Kline;

  function openFeed() {
    const end = new AbortController();
    const { asked, read } = reads<Kline[], unknown>();
    const feed = new CandleFeed({ getKlines: read } as never, 'BTCUSDT', '1m', {
      signal: end.signal,
      retries: new Retries(),
      onOlderFailed: vi.fn(),
    });
    let send: (event: unknown) => void = () => undefined;
    let lost: () => void = () => undefined;
    void feed.open({
      subscribe: (_: unknown, listener: typeof send, { notice }: { notice: () => void }) => {
        [send, lost] = [listener, notice];
        return Promise.resolve();
      },
    } as never);
    const update = (minute: number, c: string): void =>
      send({ k: { t: minute * 60_000, o: '1', h: '9', l: '1', c, v: '5' } });
    return { feed, asked, update, lost: () => lost(), end };
  }

  it('shows the newest candle as the last event had it, after a history that was older', async () => {
    const { feed, asked, update } = openFeed();
    update(2, '3');
    update(2, '4');
    asked[0]?.answer([bar(1, '1'), bar(2, '2')]);
    await settled();
    expect(feed.candles.map(({ close }) => close)).toEqual([1, 4]);
    update(2, '5');
    expect(feed.candles.at(-1)?.close).toBe(5);
    update(3, '6');
    expect(feed.candles.map(({ close }) => close)).toEqual([1, 5, 6]);
  });

  it('reads again if the newest candle of the history closed before the first event', async () => {
    const { feed, asked, update } = openFeed();
    asked[0]?.answer([bar(1, '1'), bar(2, '2')]);
    await settled();
    update(3, '6');
    expect(feed.candles.map(({ close }) => close)).toEqual([1, 2, 6]);
    expect(asked).toHaveLength(2);
    asked[1]?.answer([bar(1, '1'), bar(2, '7'), bar(3, '6')]);
    await settled();
    expect(feed.candles.map(({ close }) => close)).toEqual([1, 7, 6]);
    update(4, '8');
    update(5, '9');
    expect(feed.candles.map(({ close }) => close)).toEqual([1, 7, 6, 8, 9]);
    expect(asked).toHaveLength(2);
  });

  it('reads again if an event during the first read began the next candle', async () => {
    const { feed, asked, update } = openFeed();
    update(3, '6');
    asked[0]?.answer([bar(1, '1'), bar(2, '2')]);
    await settled();
    asked[1]?.answer([bar(1, '1'), bar(2, '7'), bar(3, '6')]);
    await settled();
    expect(feed.candles.map(({ close }) => close)).toEqual([1, 7, 6]);
  });

  it('leaves no rejected promise if it ends while it reads again', async () => {
    const rejected = vi.fn();
    process.on('unhandledRejection', rejected);
    const { asked, update, lost, end } = openFeed();
    asked[0]?.answer([bar(1, '1')]);
    await settled();
    lost();
    end.abort(new Error('another interval was chosen'));
    asked[1]?.fail(end.signal.reason);
    update(2, '1');
    await settled();
    process.off('unhandledRejection', rejected);
    expect(rejected).not.toHaveBeenCalled();
  });

  it('ignores the answer of a reading that a later loss of the connection has overtaken', async () => {
    const { feed, asked, lost, update } = openFeed();
    lost();
    asked[1]?.answer([bar(2, '2'), bar(3, '3')]);
    await settled();
    update(4, '4');
    asked[0]?.answer([bar(1, '1'), bar(2, '1')]);
    await settled();
    expect(feed.candles.map(({ close }) => close)).toEqual([2, 3, 4]);
  });

  it('keeps older candles after a loss, but none of an exchange before its restart', async () => {
    const { feed, asked, lost } = openFeed();
    asked[0]?.answer([bar(1, '1'), bar(2, '2'), bar(3, '3')]);
    await settled();
    lost();
    asked[1]?.answer([bar(2, '2'), bar(3, '4')]);
    await settled();
    expect(feed.candles.map(({ close }) => close)).toEqual([1, 2, 4]);
    lost();
    const [time, , ...rest] = bar(2, '5');
    asked[2]?.answer([[time, '7', ...rest] as unknown as Kline, bar(3, '6')]);
    await settled();
    expect(feed.candles.map(({ close }) => close)).toEqual([5, 6]);
  });

  it('reads older candles again that were dropped after a loss, though it had read all of them', async () => {
    const { feed, asked, lost } = openFeed();
    asked[0]?.answer([bar(1, '1')]);
    await settled();
    void feed.loadOlder();
    asked[1]?.answer([]);
    await settled();
    lost();
    asked[2]?.answer([bar(9, '9')]);
    await settled();
    void feed.loadOlder();
    asked[3]?.answer([bar(8, '8')]);
    await settled();
    expect(feed.candles.map(({ close }) => close)).toEqual([8, 9]);
  });
});

describe('Retries', () => {
  const down = () => Promise.reject(new Error('getKlines: down'));

  it('ends with its signal: a stale retry reads and reports nothing', async () => {
    vi.useFakeTimers();
    try {
      const end = new AbortController();
      const retries = new Retries();
      const read = vi.fn(down);
      const ended = expect(retries.run(read, end.signal)).rejects.toThrow('another symbol');
      await vi.advanceTimersByTimeAsync(3_500);
      expect(read).toHaveBeenCalledTimes(3);
      expect(retries.problem.value).toBe('down');
      end.abort(new Error('another symbol'));
      await ended;
      expect(retries.problem.value).toBeUndefined();
      await vi.advanceTimersByTimeAsync(60_000);
      expect(read).toHaveBeenCalledTimes(3);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('drops an answer that arrives after its signal', async () => {
    const end = new AbortController();
    const { asked, read } = reads<string, undefined>();
    const result = new Retries().run(() => read(undefined), end.signal);
    end.abort(new Error('closed'));
    asked[0]?.answer('old');
    await expect(result).rejects.toThrow('closed');
  });

  it('reports no failure of a read that ended after its signal', async () => {
    const end = new AbortController();
    const retries = new Retries();
    const { asked, read } = reads<string, undefined>();
    const seen: unknown[] = [];
    retries.problem.subscribe((problem) => seen.push(problem));
    const result = retries.run(() => read(undefined), end.signal);
    end.abort(new Error('closed'));
    asked[0]?.fail(new Error('down'));
    await expect(result).rejects.toThrow('closed');
    expect(seen).toEqual([undefined]);
  });

  it('shows a problem until the last failing read has succeeded', async () => {
    vi.useFakeTimers();
    try {
      const { signal } = new AbortController();
      const retries = new Retries();
      const first = vi.fn(() => Promise.resolve('candles')).mockRejectedValueOnce(new Error('no candles'));
      const second = vi
        .fn(() => Promise.resolve('trades'))
        .mockRejectedValueOnce(new Error('no trades'))
        .mockRejectedValueOnce(new Error('still no trades'));
      const results = Promise.all([retries.run(first, signal), retries.run(second, signal)]);
      await vi.advanceTimersByTimeAsync(10);
      expect(retries.problem.value).toBe('no trades');
      await vi.advanceTimersByTimeAsync(1_000);
      expect(retries.problem.value).toBe('still no trades');
      await vi.advanceTimersByTimeAsync(2_000);
      expect(await results).toEqual(['candles', 'trades']);
      expect(retries.problem.value).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  });

  it('repeats every failed read at once when asked, and keeps the time of later attempts', async () => {
    vi.useFakeTimers();
    try {
      const end = new AbortController();
      const retries = new Retries();
      const read = vi.fn(down);
      const ended = expect(retries.run(read, end.signal)).rejects.toThrow('closed');
      await vi.advanceTimersByTimeAsync(100);
      retries.retryNow();
      await vi.advanceTimersByTimeAsync(0);
      expect(read).toHaveBeenCalledTimes(2);
      // The third attempt follows 2 s after the second one.
      await vi.advanceTimersByTimeAsync(1_900);
      expect(read).toHaveBeenCalledTimes(2);
      await vi.advanceTimersByTimeAsync(100);
      expect(read).toHaveBeenCalledTimes(3);
      end.abort(new Error('closed'));
      await ended;
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
