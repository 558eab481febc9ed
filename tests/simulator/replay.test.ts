import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createExchange } from '@pkg/simulator';
import { readRecordingFile, type Served, serve } from '@pkg/simulator/node';
import { describe, expect } from 'vitest';
import { WebSocket } from 'ws';
import { itWithRecording, recordings } from '../support/recordings.js';

type Expected = { final: { lastUpdateId: number; sha256: string } };

/**
 * An order book that follows the documented procedure: it buffers events, loads a snapshot, discards old events, and
 * applies the others.
 */
class PlainBook {
  readonly bids = new Map<string, string>();
  readonly asks = new Map<string, string>();
  lastUpdateId = 0;
  #buffer: string[] | undefined = [];

  take(text: string): void {
    if (this.#buffer) this.#buffer.push(text);
    else this.#apply(text);
  }

  load(snapshot: { lastUpdateId: number; bids: [string, string][]; asks: [string, string][] }): void {
    this.lastUpdateId = snapshot.lastUpdateId;
    for (const [price, quantity] of snapshot.bids) this.bids.set(price, quantity);
    for (const [price, quantity] of snapshot.asks) this.asks.set(price, quantity);
    const buffered = this.#buffer ?? [];
    this.#buffer = undefined;
    for (const text of buffered) this.#apply(text);
  }

  get digest(): string {
    const side = (levels: Map<string, string>, sign: number): string =>
      [...levels]
        .sort(([a], [b]) => sign * (Number(a) - Number(b)))
        .map((level) => level.join(':'))
        .join('\n');
    return createHash('sha256')
      .update(`${side(this.bids, -1)}\n|\n${side(this.asks, 1)}`)
      .digest('hex');
  }

  #apply(text: string): void {
    const { U, u, b, a } = JSON.parse(text);
    if (u <= this.lastUpdateId) return;
    expect(U).toBeLessThanOrEqual(this.lastUpdateId + 1);
    for (const [side, levels] of [
      [this.bids, b],
      [this.asks, a],
    ]) {
      for (const [price, quantity] of levels) {
        if (Number(quantity) === 0) side.delete(price);
        else side.set(price, quantity);
      }
    }
    this.lastUpdateId = u;
  }
}

async function follow(served: Served, symbol: string, last: number): Promise<PlainBook> {
  const book = new PlainBook();
  const socket = new WebSocket(`${served.streams}/ws/${symbol.toLowerCase()}@depth@100ms`);
  let asked = false;
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data) => {
      book.take(String(data));
      if (!asked) {
        asked = true;
        fetch(`${served.rest}/api/v3/depth?symbol=${symbol}&limit=5000`)
          .then((response) => response.json())
          .then((snapshot) => {
            book.load(snapshot);
            if (book.lastUpdateId >= last) resolve();
          })
          .catch(reject);
      }
      if (book.lastUpdateId >= last) resolve();
    });
  });
  socket.close();
  return book;
}

describe('replay over a loopback socket at full speed', () => {
  for (const name of recordings.depthCaptures) {
    itWithRecording(name, `${name} ends in the expected book`, async (path) => {
      const expected: Expected = JSON.parse(readFileSync(path.replace('.txt.gz', '.expected.json'), 'utf8'));
      const recording = await readRecordingFile(path);
      const exchange = createExchange({ symbols: ['BNBBTC'] });
      exchange.replay(recording, { speed: 'max' });
      const served = await serve(exchange);
      try {
        const book = await follow(served, recording.symbol, expected.final.lastUpdateId);
        expect(book.lastUpdateId).toBe(expected.final.lastUpdateId);
        expect(book.digest).toBe(expected.final.sha256);
      } finally {
        await served.close();
        exchange.close();
      }
    });
  }
});
