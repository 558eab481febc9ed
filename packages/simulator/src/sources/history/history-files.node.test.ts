import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createExchange, type MarketSource } from '../../index.js';
import { klinesFile, tradesFile } from '../../node.js';

const symbol = 'BTCUSDT';
const START = Date.UTC(2025, 0, 1);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'history-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Returns lines of trades, one trade for each ms. Thousands of lines are longer than one chunk of a file (64 KiB). */
const lines = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => {
    const id = from + index;
    const price = (90_000 + (id % 700) / 100).toFixed(8);
    return `${id},${price},0.00100000,${price},${START + id}123,${id % 2 === 0 ? 'True' : 'False'},True`;
  });

/**
 * Creates a zip archive with one file, as the specification of the format describes it. With `zip64`, sizes are in
 * extra fields.
 */
function zip(text: string, { method = 8, zip64 = false, files = 1 } = {}): Buffer {
  const raw = Buffer.from(text);
  const data = method === 8 ? deflateRawSync(raw) : raw;
  const name = Buffer.from('trades.csv');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(method, 8);
  local.writeUInt32LE(crc32(raw), 14);
  local.writeUInt16LE(name.length, 26);
  local.writeUInt16LE(5, 28);
  const extra = Buffer.alloc(zip64 ? 28 : 0);
  if (zip64) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    extra.writeBigUInt64LE(BigInt(raw.length), 4);
    extra.writeBigUInt64LE(BigInt(data.length), 12);
    extra.writeBigUInt64LE(0n, 20);
  }
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(method, 10);
  entry.writeUInt32LE(crc32(raw), 16);
  entry.writeUInt32LE(zip64 ? 0xffffffff : data.length, 20);
  entry.writeUInt32LE(zip64 ? 0xffffffff : raw.length, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt16LE(extra.length, 30);
  entry.writeUInt32LE(zip64 ? 0xffffffff : 0, 42);
  const body = Buffer.concat([local, name, Buffer.alloc(5), data]);
  const directory = Buffer.concat([entry, name, extra]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(body.length, 16);
  end.writeUInt16LE(7, 20);
  return Buffer.concat([body, directory, end, Buffer.from('comment')]);
}

/** Returns the ids of all trades of a market source. */
async function idsOf(source: MarketSource): Promise<number[]> {
  const exchange = createExchange({ source, history: { trades: 100_000 } });
  await exchange.advance(60_000);
  return exchange.engine.trades(symbol, { limit: 1_000_000 }).map(({ id }) => id);
}

it('reads plain, gzipped and zipped files, and several one after the other', async () => {
  const text = lines(1, 3000).join('\n');
  const files: Record<string, string | Buffer> = {
    'plain.csv': text,
    'packed.csv.gz': gzipSync(text),
    'packed.zip': zip(`${text}\n`),
    'stored.zip': zip(text, { method: 0 }),
    'large.zip': zip(text, { zip64: true }),
    'next.csv': `id,price,qty,quote_qty,time,is_buyer_maker,is_best_match\n${lines(3001, 10).join('\n')}`,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const expected = Array.from({ length: 3010 }, (_, index) => index + 1);
  for (const name of Object.keys(files).slice(0, -1)) {
    const source = await tradesFile([join(folder, name), join(folder, 'next.csv')], { symbol });
    expect(source.start).toBe(START + 1);
    expect(await idsOf(source), name).toEqual(expected);
  }
});

it('goes on in the middle of a file after an import', async () => {
  const path = join(folder, 'state.csv');
  await writeFile(path, lines(1, 3000).join('\n'));
  const create = async () => createExchange({ source: await tradesFile(path, { symbol }) });
  const whole = await create();
  await whole.advance(1500);
  const state = JSON.parse(JSON.stringify(whole.exportState()));
  const resumed = await create();
  await resumed.advance(100);
  resumed.importState(state);
  await Promise.all([whole.advance(5000), resumed.advance(5000)]);
  expect(JSON.parse(JSON.stringify(resumed.exportState()))).toEqual(JSON.parse(JSON.stringify(whole.exportState())));
  expect(whole.engine.trades(symbol).at(-1)?.id).toBe(3000);
});

it('reads candles from a file', async () => {
  const path = join(folder, 'klines.csv');
  const row = (minute: number): string =>
    `${START + minute * 60_000}000,1,2,0.5,1.5,8,${START + minute * 60_000 + 59_999}999,10,9,4,5,0`;
  await writeFile(path, [0, 1, 2].map(row).join('\n'));
  const source = await klinesFile(path, { symbol });
  const exchange = createExchange({ source });
  await exchange.advance(180_000 - 1);
  const { candles } = exchange.marketData.candles(symbol, '1m');
  expect(candles.map(({ openTime, count, volume }) => [openTime - START, count, volume])).toEqual([
    [0, 9, 800_000_000n],
    [60_000, 9, 800_000_000n],
    [120_000, 9, 800_000_000n],
  ]);
});

it.each([
  ['two files', zip('1,2', { files: 2 }), 'expected a zip archive with one file, got 2 files'],
  ['another compression', zip('1,2', { method: 14 }), 'got one with the compression method 14'],
  ['no directory', Buffer.from('PK\x03\x04 cut'), 'got no archive'],
  ['no rows', Buffer.from('id,price\n'), 'expected at least one row, got none'],
])('error: %s', async (_, content, message) => {
  const path = join(folder, 'bad.zip');
  await writeFile(path, content);
  await expect(tradesFile(path, { symbol })).rejects.toThrow(message);
});

it('reads files that each have a header, one after the other', async () => {
  const paths = [1, 2].map((index) => join(folder, `header-${index}.csv`));
  for (const [index, path] of paths.entries()) {
    await writeFile(path, ['id,price,qty,quote_qty,time,is_buyer_maker', ...lines(1 + index * 5, 5)].join('\n'));
  }
  const exchange = createExchange({ source: await tradesFile(paths, { symbol }) });
  await exchange.advance(20);
  expect(exchange.engine.trades(symbol).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

it('error: files in the wrong order', async () => {
  const paths = [6, 1].map((from) => join(folder, `from-${from}.csv`));
  for (const [index, path] of paths.entries()) await writeFile(path, lines(index === 0 ? 6 : 1, 5).join('\n'));
  const exchange = createExchange({ source: await tradesFile(paths, { symbol }) });
  await expect(exchange.advance(20)).rejects.toThrow("expected a trade after the one with the id 10, got '1,");
});

it('error: no file', async () => {
  await expect(tradesFile([], { symbol })).rejects.toThrow('path: expected at least one file, got none');
});

it('error: advance rejects when it reaches the damaged part of a file', async () => {
  const path = join(folder, 'damaged.csv.gz');
  const packed = gzipSync(lines(1, 40_000).join('\n'));
  await writeFile(path, packed.subarray(0, packed.length / 2));
  const exchange = createExchange({ source: await tradesFile(path, { symbol }) });
  await expect(exchange.advance(60_000)).rejects.toThrow(`${path}: unexpected end of file`);
});
