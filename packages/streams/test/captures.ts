import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { itWithRecording, readText, recordings } from '../../../tests/support/recordings.js';

type Levels = readonly (readonly [price: string, quantity: string])[];

/**
 * The state of a book at an update id. The recordings contain expected states, which an independent implementation has
 * computed.
 */
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
  /** The answer of the REST API, as received. */
  snapshot: string;
  /** The depth events in the frames of a combined stream, as received, in the sequence of their arrival. */
  events: string[];
  checkpoints: Checkpoint[];
};

/** Defines one test for each recorded market. Without its recording, a test is skipped. */
export function itEachCapture(title: string, test: (capture: Capture) => void | Promise<void>, timeout?: number): void {
  for (const recording of recordings.depthCaptures) {
    const name = recording.slice(recording.indexOf('/') + 1);
    itWithRecording(recording, title.replace('%s', name), (file) => test(readCapture(name, file)), timeout);
  }
}

export function readCapture(name: string, file: string): Capture {
  const lines = readText(file).split('\n').filter(Boolean);
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

/** Returns the current state of a book as a `Checkpoint`. */
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
