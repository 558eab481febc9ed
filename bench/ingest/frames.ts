const symbols = [
  'BTCUSDT',
  'ETHUSDT',
  'BNBUSDT',
  'SOLUSDT',
  'XRPUSDT',
  'ADAUSDT',
  'DOGEUSDT',
  'LTCUSDT',
  'BNBBTC',
  'ETHBTC',
];

/** Returns the names of the streams of one kind. */
export function streamsOf(kind: string): string[] {
  return symbols.map((symbol) => `${symbol.toLowerCase()}@${kind}`);
}

/** Returns a thousand frames of a combined stream. All frames contain events of the given kind. */
export function framesOf(kind: string): string[] {
  return Array.from({ length: 1_000 }, (_, i) => {
    const s = symbols[i % symbols.length] as string;
    const stream = `${s.toLowerCase()}@${kind}`;
    return JSON.stringify({ stream, data: eventOf(kind, s, i) });
  });
}

function eventOf(kind: string, s: string, i: number): object {
  const E = 1_767_225_600_000 + i * 7;
  const p = `${((40_000 + ((i * 7919) % 100_000)) / 100).toFixed(2)}000000`;
  const q = `0.${String((i * 104_729) % 100_000_000).padStart(8, '0')}`;
  const m = i % 3 === 0;
  // The ids in the events of one stream are consecutive numbers.
  const n = Math.floor(i / symbols.length);
  if (kind === 'trade') return { e: 'trade', E, s, t: 3_512_345_678 + n, p, q, T: E - 1, m, M: true };
  if (kind === 'aggTrade') {
    return {
      e: 'aggTrade',
      E,
      s,
      a: 2_812_345_678 + n,
      p,
      q,
      f: 3_512_345_678 + i,
      l: 3_512_345_680 + i,
      T: E - 1,
      m,
      M: true,
    };
  }
  if (kind === 'bookTicker') return { u: 52_812_345_678 + i, s, b: p, B: q, a: p, A: q };
  const k = {
    t: E,
    T: E + 59_999,
    s,
    i: '1m',
    f: i,
    L: i + 9,
    o: p,
    c: p,
    h: p,
    l: p,
    v: q,
    n: 9,
    x: m,
    q,
    V: q,
    Q: q,
    B: '0',
  };
  return { e: 'kline', E, s, k };
}
