import { withoutHeader } from '../files/cells.js';
import { fileChunks } from '../files/file-chunks.node.js';
import { lineBatches, type TextChunks } from '../files/lines.js';
import type { MarketSource } from '../market/market-source.js';
import { type HistoryOptions, klines, trades } from './history-source.js';
import { readKlineLine } from './kline-rows.js';
import { readTradeRow } from './trade-rows.js';

/**
 * Creates a market source from the exchange's public files of trades or aggregate trades. The files may be plain,
 * gzipped or zipped, and are read one after the other. Only a part of a file is in memory. While the next part is read,
 * the time of the exchange stands still.
 *
 * @throws {SyntaxError} if the first line cannot be read. If a later line cannot be read, `exchange.advance` and
 * `exchange.run` reject when they reach this line.
 */
export async function tradesFile(path: string | readonly string[], options: HistoryOptions): Promise<MarketSource> {
  const chunks = chunksOf(path);
  const first = options.start === undefined ? readTradeRow('', await firstLine(chunks, path)).time : 0;
  return trades(chunks, { ...options, start: options.start ?? Math.floor(first / 1000) });
}

/**
 * Creates a market source from the exchange's public files of klines. The files are read as by {@link tradesFile}:
 * plain, gzipped or zipped, one after the other, and in parts.
 *
 * @throws {SyntaxError} if the first line cannot be read. If a later line cannot be read, `exchange.advance` and
 * `exchange.run` reject when they reach this line.
 */
export async function klinesFile(path: string | readonly string[], options: HistoryOptions): Promise<MarketSource> {
  const chunks = chunksOf(path);
  const first = options.start === undefined ? readKlineLine(await firstLine(chunks, path)).openTime : 0;
  return klines(chunks, { ...options, start: options.start ?? Math.floor(first / 1000) });
}

/** The lines of all files. Each file may have a header. */
function chunksOf(path: string | readonly string[]): TextChunks {
  const files = [path].flat().map((each) => fileChunks(each));
  if (files.length === 0) throw new RangeError('path: expected at least one file, got none');
  return async function* chunks() {
    for (const file of files) {
      let isFirst = true;
      for await (const lines of lineBatches(file())) {
        yield `${(isFirst ? withoutHeader(lines) : lines).join('\n')}\n`;
        isFirst = false;
      }
    }
  };
}

async function firstLine(chunks: TextChunks, path: string | readonly string[]): Promise<string> {
  for await (const lines of lineBatches(chunks())) {
    if (lines[0] !== undefined) return lines[0];
  }
  throw new SyntaxError(`${[path].flat().join(', ')}: expected at least one row, got none`);
}
