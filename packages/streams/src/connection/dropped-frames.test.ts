import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { droppedFrames } from './dropped-frames.js';

describe('droppedFrames', () => {
  it('reports the first frame at once, and the others together with their number and the last error', async () => {
    const clock = new ManualClock();
    const reports: [unknown, string | undefined][] = [];
    const dropped = droppedFrames(
      clock,
      (error, stream) => reports.push([error, stream]),
      (text) => text,
    );
    const errors = Array.from({ length: 9 }, (_, index) => new Error(`frame ${index}`));
    dropped(errors[0], 'a@trade');
    expect(reports.splice(0)).toEqual([[errors[0], 'a@trade']]);
    for (const error of errors.slice(1, 5)) dropped(error, 'a@trade');
    await clock.advance(11_999);
    expect(reports).toEqual([]);
    await clock.advance(1);
    dropped(errors[5], 'b@trade');
    const [[several, stream] = []] = reports.splice(0);
    expect([String(several), (several as Error).cause, stream]).toEqual([
      'BinanceStreamError: 5 frames dropped, last error: Error: frame 5',
      errors[5],
      'b@trade',
    ]);
    await clock.advance(12_000);
    dropped(errors[6]);
    dropped(errors[7]);
    await clock.advance(12_000);
    dropped(errors[8]);
    expect(reports.map(([error]) => String(error))).toEqual([
      'Error: frame 6',
      'BinanceStreamError: 2 frames dropped, last error: Error: frame 8',
    ]);
  });

  it('reports only the redacted message of an error whose text has a secret', () => {
    const reports: unknown[] = [];
    const dropped = droppedFrames(
      new ManualClock(),
      (error) => reports.push(error),
      (text) => text.replaceAll('secret', '…'),
    );
    dropped(Object.assign(new Error('has a secret'), { frame: 'secret' }));
    expect(String(reports[0])).toBe('BinanceStreamError: has a …');
    expect(JSON.stringify(reports[0], Object.getOwnPropertyNames(reports[0]))).not.toContain('secret');
  });
});
