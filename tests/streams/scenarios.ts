import { createRandom, VirtualClock } from '@pkg/simulator';
import { BinanceSocketManager, topic, trade } from '@pkg/streams';
import { FakeExchange } from '../../packages/streams/test/fake-exchange.js';

// Scenarios that run in Node and in a page of a browser. Each returns what it measured.

const MINUTE = 60_000;

/**
 * Returns how many ms pass until a half-open socket is detected, if the client sees no ping frames, as in a browser.
 */
export async function halfOpenInBrowser(): Promise<{ detectedAfter: number; reconnectsWhileIdle: number }> {
  const clock = new VirtualClock();
  const exchange = new FakeExchange(clock);
  const manager = new BinanceSocketManager({ environment: exchange.environment, clock });
  void manager.subscribe(trade('BNBBTC'), () => undefined).catch(() => undefined);
  let reconnectsWhileIdle = 0;
  const stop = manager.onStatus(({ connectionStatus }) => {
    if (connectionStatus === 'reconnecting') reconnectsWhileIdle += 1;
  });
  await clock.advance(60 * MINUTE);
  stop();
  exchange.last.frozen = true;
  const frozenAt = clock.monotonic();
  while (manager.status === 'open') await clock.advance(250);
  const detectedAfter = clock.monotonic() - frozenAt;
  await manager.close();
  return { detectedAfter, reconnectsWhileIdle };
}

/** Simulates a tab that is hidden for 10 minutes while events arrive. The timers of a hidden tab fire once a minute. */
export async function hiddenTab(): Promise<{ reconnects: number; events: number }> {
  const clock = new VirtualClock();
  const exchange = new FakeExchange(clock);
  let isHidden = false;
  const heldBack = (ms: number): number =>
    isHidden ? Math.ceil((clock.monotonic() + ms) / MINUTE) * MINUTE - clock.monotonic() : ms;
  const throttled = {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    setTimeout: (callback: () => void, ms: number) => clock.setTimeout(callback, heldBack(ms)),
    clearTimeout: (timer: unknown) => clock.clearTimeout(timer),
  };
  const manager = new BinanceSocketManager({ environment: exchange.environment, clock: throttled });
  let events = 0;
  void manager.subscribe(trade('BNBBTC'), () => (events += 1)).catch(() => undefined);
  await clock.advance(1_000);
  isHidden = true;
  for (let second = 0; second < 600; second++) {
    if (second % 40 === 0) exchange.emit('bnbbtc@trade', { e: 'trade', t: second });
    await clock.advance(1_000);
  }
  const reconnects = exchange.all.length - 1;
  await manager.close();
  return { reconnects, events };
}

/** Connects, subscribes, cuts and closes in random order. Counts the sockets and timers that remain after each run. */
export async function interleavings(
  count: number,
): Promise<{ sockets: number; timers: number; statuses: readonly string[] }> {
  let sockets = 0;
  let timers = 0;
  const statuses = new Set<string>();
  for (let seed = 1; seed <= count; seed++) {
    const clock = new VirtualClock();
    const random = createRandom(seed);
    const exchange = new FakeExchange(clock, { showsPings: seed % 2 === 0 });
    const { environment } = exchange;
    const manager = new BinanceSocketManager({ environment, clock, random, onError: () => undefined });
    const stops: Promise<(() => Promise<void>) | undefined>[] = [];
    for (let step = 0; step < 12; step++) {
      const dice = random.next();
      exchange.nextAttempt = random.next() < 0.2 ? 'refuse' : random.next() < 0.1 ? 'hang' : 'accept';
      const name = topic(`s${Math.floor(random.next() * 4)}@trade`);
      if (dice < 0.45) stops.push(manager.subscribe(name, () => undefined).catch(() => undefined));
      else if (dice < 0.6) void stops.shift()?.then((stop) => stop?.());
      else if (dice < 0.7) exchange.cutAll();
      else if (dice < 0.8) void manager.close();
      else if (dice < 0.9) manager.start().catch(() => undefined);
      else
        void manager
          .stream([name])
          .next()
          .catch(() => undefined);
      await clock.advance(Math.floor(random.next() * 3) * Math.floor(random.next() * 4_000));
    }
    await Promise.all([manager.close(), manager.close()]);
    await clock.advance(100);
    sockets += exchange.open.size;
    timers += clock.pending;
    statuses.add(manager.status);
  }
  return { sockets, timers, statuses: [...statuses] };
}
