import { basename } from 'node:path';
import { klinesFile, tradesFile } from '../sources/history/history-files.node.js';
import type { MarketSource } from '../sources/market/market-source.js';
import { readRecordingFile } from '../sources/recording/recording-file.node.js';
import { recording } from '../sources/recording/recording-source.js';

/** Matches the names of the public files of the exchange's data site, such as `BTCUSDT-trades-2024-08.zip`. */
const PUBLIC_FILE = /^([A-Z0-9]+)-(trades|aggTrades|\d+[smhdwM]o?)-\d{4}-\d{2}.*\.(?:csv|csv\.gz|zip)$/;

/**
 * Opens the files of `--source`: public files of the exchange, which must have their original names, and recordings.
 * Files of one symbol are read one after the other, in the order of their names.
 */
export async function openSources(paths: readonly string[]): Promise<MarketSource[]> {
  const groups = new Map<string, string[]>();
  const sorted = [...paths].sort((one, other) => (basename(one) < basename(other) ? -1 : 1));
  for (const path of sorted) {
    const [, symbol, kind] = PUBLIC_FILE.exec(basename(path)) ?? [];
    const name = symbol === undefined ? path : `${symbol} ${kind}`;
    groups.set(name, [...(groups.get(name) ?? []), path]);
  }
  return Promise.all([...groups.values()].map(openSource));
}

async function openSource(files: readonly string[]): Promise<MarketSource> {
  const [first = ''] = files;
  const [, symbol, kind = ''] = PUBLIC_FILE.exec(basename(first)) ?? [];
  if (symbol === undefined) return recording(await readRecordingFile(first));
  return /trades$/i.test(kind) ? tradesFile(files, { symbol }) : klinesFile(files, { symbol });
}
