import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sharedPath } from '../support/shared.js';

type Levels = readonly (readonly [price: string, quantity: string])[];

/** A book's state as the recordings' own reference computed it. */
export type Checkpoint = {
  lastUpdateId: number;
  bestBid: [string, string];
  bestAsk: [string, string];
  bidLevels: number;
  askLevels: number;
  sha256: string;
};

export type Capture = {
  name: string;
  file: string;
  symbol: string;
  /** The REST answer, as received. */
  snapshot: string;
  /** Depth events in their combined wrapper, as received and in order. */
  events: string[];
  checkpoints: Checkpoint[];
};

const folder = sharedPath('data/depth-captures');

/** The recordings beside the checkout; none where they are absent. */
export const captureNames: string[] = folder
  ? readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.txt.gz'))
      .sort()
  : [];

export function readCapture(name: string): Capture {
  const file = join(folder as string, name);
  const lines = gunzipSync(readFileSync(file)).toString().split('\n').filter(Boolean);
  const messages = lines.map((line) => line.slice(line.indexOf(' ') + 1));
  const expected = JSON.parse(readFileSync(file.replace('.txt.gz', '.expected.json'), 'utf8'));
  return {
    name,
    file,
    symbol: expected.symbol,
    snapshot: messages.find((message) => message.startsWith('{"lastUpdateId"')) as string,
    events: messages.filter((message) => message.includes('"e":"depthUpdate"')),
    checkpoints: [...expected.checkpoints, expected.final],
  };
}

/** What a checkpoint says, of a book as it stands. */
export function checkpointOf(book: { lastUpdateId: number; getBids(): Levels; getAsks(): Levels }): Checkpoint {
  const bids = book.getBids();
  const asks = book.getAsks();
  const print = (levels: Levels): string => levels.map(([price, quantity]) => `${price}:${quantity}`).join('\n');
  const text = `${print(bids)}\n|\n${print(asks)}`;
  return {
    lastUpdateId: book.lastUpdateId,
    bestBid: [...(bids[0] as [string, string])],
    bestAsk: [...(asks[0] as [string, string])],
    bidLevels: bids.length,
    askLevels: asks.length,
    sha256: createHash('sha256').update(text).digest('hex'),
  };
}
