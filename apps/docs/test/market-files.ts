import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createSpotClient } from '@pkg/core';
import { createExchange, SyntheticMarket } from '@pkg/simulator';
import { record } from '../../../examples/market-recorder/src/recorder.js';

/**
 * Creates a folder with the files that code blocks read: a recording, and public files of trades. The simulator detects
 * the format of a file by its content, so plain text is enough for the files whose names end in `.zip`.
 */
export async function createMarketFiles(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'market-files-'));
  writeFileSync(join(folder, 'btcusdt.txt.gz'), gzipSync(await recordedMarket()));
  writeFileSync(join(folder, 'BTCUSDT-trades-2024-08.zip'), trades(1, Date.UTC(2024, 7, 1)));
  writeFileSync(join(folder, 'BTCUSDT-trades-2024-09.zip'), trades(1001, Date.UTC(2024, 8, 1)));
  return folder;
}

/** Records a minute and a half of a generated market. */
async function recordedMarket(): Promise<string> {
  const exchange = createExchange({ seed: 7, symbols: ['BTCUSDT'] });
  const market = new SyntheticMarket(exchange, { mode: 'calm' });
  market.start();
  await exchange.advance(2000);
  const { environment, clock } = exchange;
  const client = createSpotClient({ environment, clock });
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const stop = new AbortController();
  const recorded = record(client, { symbol: 'BTCUSDT', write, signal: stop.signal, now: () => clock.now() });
  await exchange.advance(90_000);
  stop.abort();
  await recorded;
  client.close();
  market.close();
  exchange.close();
  return lines.join('');
}

/** Returns a thousand trades at intervals of half an hour, as lines with the columns of the public files. */
function trades(firstId: number, start: number): string {
  const rows = Array.from({ length: 1000 }, (_, index) => {
    const price = 60_000 + (index % 100);
    return `${firstId + index},${price},0.5,${price / 2},${start + index * 1_800_000},${index % 2 === 0 ? 'True' : 'False'},True`;
  });
  return `${rows.join('\n')}\n`;
}
