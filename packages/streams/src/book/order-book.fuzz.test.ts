import { describe, expect, it } from 'vitest';
import { caseCount } from '../../../../tests/support/case-count.js';
import { Dice } from '../../../../tests/support/dice.js';
import { type DepthEvent, OrderBook } from './index.js';

const SYMBOL = 'BTCUSDT';
const FRAMES = caseCount(20_000, 10_000_000);
const SNAPSHOT = '{"lastUpdateId":1000,"bids":[["100.00000000","1.00000000"]],"asks":[["190.00000000","2.50000000"]]}';
const BYTES = '0123456789.,:"[]{}eE+-\\ \n\0abUu\u00e9';

/** Returns a random decimal, mostly of a usual length, sometimes too long for a double. */
function decimal(dice: Dice, width: number): string {
  const whole = String(dice.below(10 ** (1 + dice.below(dice.next() < 0.002 ? 15 : 4))));
  return `${whole}.${String(dice.below(10 ** Math.min(width, 8))).padStart(width, '0')}`;
}

function frame(dice: Dice, first: number): string {
  const side = (base: number): string[][] =>
    Array.from({ length: dice.below(6) }, () => [
      `${base + dice.below(40)}.${dice.pick(['00000000', '50000000', '25000000'])}`,
      dice.next() < 0.3 ? '0.00000000' : decimal(dice, dice.next() < 0.001 ? 1 + dice.below(18) : 8),
    ]);
  const last = first + dice.below(20);
  const data = { e: 'depthUpdate', E: 1_723_161_255_208, s: SYMBOL, U: first, u: last, b: side(100), a: side(140) };
  return JSON.stringify(dice.next() < 0.7 ? { stream: 'btcusdt@depth@100ms', data } : data);
}

/** Damages a text in one to three places. */
function mutate(dice: Dice, text: string, other: string): string {
  let result = text;
  for (let times = 1 + dice.below(3); times > 0; times--) {
    const at = dice.below(result.length);
    const to = Math.min(result.length, at + 1 + dice.below(6));
    switch (dice.below(8)) {
      case 0:
        result = result.slice(0, at) + result.slice(to);
        break;
      case 1:
        result = result.slice(0, to) + result.slice(at);
        break;
      case 2:
        result = result.slice(0, at);
        break;
      case 3:
        result = result.slice(0, at) + other.slice(at);
        break;
      case 4:
        result = result.slice(0, at) + dice.pick(BYTES) + result.slice(at);
        break;
      default:
        result = result.slice(0, at) + dice.pick(BYTES) + result.slice(at + 1);
    }
  }
  return result;
}

function attempt(apply: () => string): string {
  try {
    return apply();
  } catch (error) {
    return (error as Error).name;
  }
}

describe('OrderBook fed damaged frames', () => {
  it(`returns and contains the same as with JSON.parse, over ${FRAMES} frames`, () => {
    const dice = new Dice(20260721);
    const encoder = new TextEncoder();
    const verdicts: Record<string, number> = {};
    let scanned = new OrderBook(SYMBOL);
    let parsed = new OrderBook(SYMBOL);
    let previous = '{}';
    for (let index = 0; index < FRAMES; index++) {
      // A damaged frame can raise the update id so far that the books ignore all later events. It can also make a book
      // store its levels as strings. So both books are created anew every 40 frames.
      if (index % 40 === 0) {
        scanned = new OrderBook(SYMBOL);
        parsed = new OrderBook(SYMBOL);
        scanned.load(SNAPSHOT);
        parsed.load(SNAPSHOT);
      }
      const whole = frame(dice, parsed.lastUpdateId + (dice.next() < 0.9 ? 1 : dice.below(3)));
      const text = dice.next() < 0.25 ? whole : mutate(dice, whole, previous);
      previous = whole;
      const actual = attempt(() => scanned.apply(index % 2 === 0 ? text : encoder.encode(text)));
      const expected = attempt(() => {
        let event: DepthEvent | undefined;
        try {
          event = JSON.parse(text);
        } catch {
          return 'BinanceStreamError';
        }
        return parsed.apply(event as DepthEvent);
      });
      verdicts[expected] = (verdicts[expected] ?? 0) + 1;
      if (actual !== expected) throw new Error(`${actual} instead of ${expected}: ${text}`);
      if (scanned.lastUpdateId !== parsed.lastUpdateId) throw new Error(`different ids: ${text}`);
      if (expected === 'applied' || index % 40 === 39) {
        const [content, expectedContent] = [scanned, parsed].map((book) => String([book.getBids(), book.getAsks()]));
        if (content !== expectedContent) throw new Error(`${content} instead of ${expectedContent}: ${text}`);
      }
    }
    expect(Object.keys(verdicts).sort()).toEqual(['BinanceStreamError', 'applied', 'gap', 'old']);
  }, 1_800_000);
});
