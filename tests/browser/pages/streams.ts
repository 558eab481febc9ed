import { VirtualClock } from '@pkg/simulator';
import { BinanceSocketManager, trade } from '@pkg/streams';
import { FakeExchange } from '../../../packages/streams/test/fake-exchange.js';

export { halfOpenInBrowser, hiddenTab, interleavings } from '../../streams/scenarios.js';

/**
 * Returns how the client reacts to events such as `online`. While connected, it must send a probe, a request that tests
 * the connection. While not connected, it must start a new attempt. After `close`, it must do nothing.
 */
export async function wakes() {
  const clock = new VirtualClock();
  const exchange = new FakeExchange(clock);
  const manager = new BinanceSocketManager({ environment: exchange.environment, clock });
  const subscribed = manager.subscribe(trade('BNBBTC'), () => undefined);
  await clock.advance(10);
  await subscribed;
  const signs: [EventTarget, string][] = [
    [globalThis, 'online'],
    [globalThis, 'pageshow'],
    [document, 'visibilitychange'],
  ];
  const probes: number[] = [];
  for (const [target, type] of signs) {
    const before = exchange.sent.length;
    target.dispatchEvent(new Event(type));
    await clock.advance(0);
    probes.push(exchange.sent.slice(before).filter(({ method }) => method === 'LIST_SUBSCRIPTIONS').length);
    await clock.advance(5_000);
  }
  exchange.nextAttempt = 'refuse';
  exchange.cutAll();
  await clock.advance(5 * 60_000);
  exchange.nextAttempt = 'accept';
  // After five minutes of failed attempts, automatic attempts are at least ten seconds apart. So an attempt within the
  // next 10 ms is almost certainly caused by the event `online`.
  globalThis.dispatchEvent(new Event('online'));
  await clock.advance(10);
  const status = manager.status;
  await manager.close();
  const sent = exchange.sent.length;
  for (const [target, type] of signs) target.dispatchEvent(new Event(type));
  await clock.advance(10);
  return { probes, status, afterClose: exchange.sent.length - sent + exchange.open.size + clock.pending };
}
