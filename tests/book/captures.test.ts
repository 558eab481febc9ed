import { OrderBook } from '@pkg/streams/book';
import { describe, expect, it } from 'vitest';
import { captureNames, checkpointOf, readCapture } from './captures.js';

const forms = {
  text: (message: string) => message,
  bytes: (message: string) => new TextEncoder().encode(message),
  'parsed objects': (message: string) => JSON.parse(message),
};

describe.skipIf(captureNames.length === 0)(
  'OrderBook on recorded markets (needs ../shared/data/depth-captures)',
  () => {
    for (const name of captureNames) {
      for (const [form, convert] of Object.entries(forms)) {
        it(`is exact at every checkpoint of ${name}, fed as ${form}`, () => {
          const { symbol, snapshot, events, checkpoints } = readCapture(name);
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
    }
  },
);
