import { describe, expect, it } from 'vitest';
import { RewindDetector } from './rewind-detector.js';

function newestAt(u: number): RewindDetector {
  const detector = new RewindDetector();
  detector.advance(u);
  return detector;
}

describe('RewindDetector', () => {
  it('detects ids that start over, by ten old events that continue each other', () => {
    const detector = newestAt(1_000);
    const found = Array.from({ length: 10 }, (_, index) => detector.detects({ U: index + 1, u: index + 1 }));
    expect(found).toEqual([...Array(9).fill(false), true]);
  });

  it('detects nothing in old events that do not continue each other, however many', () => {
    const detector = newestAt(1_000);
    for (let u = 1; u < 200; u += 2) expect(detector.detects({ U: u, u })).toBe(false);
  });

  it('detects nothing while each event comes twice', () => {
    const detector = newestAt(1);
    for (let u = 2; u < 100; u++) {
      detector.advance(u);
      expect(detector.detects({ U: u, u })).toBe(false);
    }
  });
});
