import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BinanceSocketManager, topic } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../packages/core/test/manual-clock.js';
import { FakeExchange } from '../../packages/streams/test/fake-exchange.js';
import { scaled } from '../support/scale.js';

const MINUTE = 60_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapAfterCollection(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

describe('memory', () => {
  const [hours, symbols] = [scaled(6, 72), scaled(50, 500)];

  it(`after ${hours} hours, ${symbols} symbols and 3 reconnects an hour the heap is as it was at hour 2`, async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const manager = new BinanceSocketManager({ environment: exchange.environment, clock });
    let events = 0;
    const names = Array.from({ length: symbols }, (_, i) => topic(`s${i}@trade`));
    const options = { notice: () => undefined };
    await clock.run(Promise.all(names.map((name) => manager.subscribe(name, () => (events += 1), options))));
    let atHourTwo = 0;
    let timers = 0;
    for (let hour = 1; hour <= hours; hour++) {
      for (let third = 0; third < 3; third++) {
        for (let minute = 0; minute < 20; minute++) {
          const t = hour * 60 + third * 20 + minute;
          for (const name of names) {
            exchange.last.deliverNow(`{"stream":"${name}","data":{"e":"trade","E":${t},"s":"X","t":${t},"p":"1.0"}}`);
          }
          await clock.advance(MINUTE);
        }
        exchange.cutAll();
        await clock.advance(30_000);
        // The record that the fake keeps is not the client's memory.
        exchange.all.splice(0, exchange.all.length - 1);
        exchange.attempts.length = 0;
        exchange.last.received.length = 0;
        exchange.last.requests.length = 0;
      }
      if (hour === 2) {
        atHourTwo = heapAfterCollection();
        timers = clock.timers.size;
      }
    }
    expect(events).toBe(hours * 60 * symbols);
    expect(heapAfterCollection() - atHourTwo).toBeLessThanOrEqual(5);
    expect(clock.timers.size).toBe(timers);
    await manager.close();
    expect(clock.timers.size).toBe(0);
  }, 600_000);
});
