import { describe, expect } from 'vitest';
import { checkpointOf, itEachCapture } from '../../test/captures.js';
import { OrderBook } from './index.js';

const forms = {
  text: (message: string) => message,
  bytes: (message: string) => new TextEncoder().encode(message),
  'parsed objects': (message: string) => JSON.parse(message),
};

describe('OrderBook on recorded markets', () => {
  for (const [form, convert] of Object.entries(forms)) {
    itEachCapture(`is exact at every checkpoint of %s, fed as ${form}`, ({ symbol, snapshot, events, checkpoints }) => {
      const expected = new Map(checkpoints.map((checkpoint) => [checkpoint.lastUpdateId, checkpoint]));
      const book = new OrderBook(symbol);
      book.load(convert(snapshot));
      let checked = 0;
      for (const event of events) {
        if (book.apply(convert(event)) !== 'applied') continue;
        const checkpoint = expected.get(book.lastUpdateId);
        if (!checkpoint) continue;
        expect(checkpoint).toMatchObject(checkpointOf(book));
        checked++;
      }
      expect(checked).toBe(expected.size);
    });
  }
});
