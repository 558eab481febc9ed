import { createSpotClient } from '@pkg/core';
import { createExchange, VirtualClock } from '@pkg/simulator';
import { BinanceSocketManager, type StreamNotice, trade } from '@pkg/streams';

function setUp() {
  const clock = new VirtualClock({ start: Date.UTC(2026, 0, 1) });
  const exchange = createExchange({ seed: 7, clock, symbols: ['BNBBTC'] });
  exchange.setBook('BNBBTC', { bids: [['0.0100000', '1000.000']], asks: [['0.0200000', '1000.000']] });
  const { apiKey, apiSecret } = exchange.createAccount({ balances: { BTC: '10' } });
  const { environment, random } = exchange;
  const errors: string[] = [];
  return {
    ...{ clock, exchange, errors },
    options: { environment, clock, random, onError: (error: unknown) => errors.push(String(error)) },
    client: createSpotClient({ apiKey, apiSecret, environment, clock, random }),
    left: () => ({ sockets: exchange.sockets.size, timers: clock.pending }),
  };
}

const told = (error: Error): string => `${error.name}: ${error.message}`;

/** What a manager says that is asked twice for user data, and once more for a reading. */
export async function twice() {
  const { clock, client, left } = setUp();
  const manager = new BinanceSocketManager(client);
  const ask = () => manager.userData().then(({ status }) => status, told);
  const outcomes = [await ask(), await ask()];
  const reader = manager.stream(trade('BNBBTC'));
  const read = () => reader.next().then(() => 'read', told);
  outcomes.push(await read());
  const second = read();
  await manager.close();
  outcomes.push(await second);
  client.close();
  await clock.advance(0);
  return { outcomes, left: left() };
}

let pending: Promise<{ outcomes: string[]; left: object }> | undefined;

/** Closes a manager while what it was asked for is being loaded. */
export async function closeWhileLoading(): Promise<void> {
  const { clock, client, left } = setUp();
  const manager = new BinanceSocketManager(client);
  const outcomes = Promise.all([
    manager.userData().then(({ status }) => status, told),
    manager.startUserSocket(() => undefined).then(() => 'started', told),
    manager
      .stream(trade('BNBBTC'))
      .next()
      .then(({ done }) => `done: ${done}`, told),
    manager.start().then(() => 'started', told),
  ]);
  await manager.close();
  client.close();
  pending = outcomes.then(async (all) => {
    await clock.advance(1_000);
    return { outcomes: all, left: left() };
  });
}

export const outcome = () => pending;

/** A connection whose upkeep cannot be loaded at first: trades, then a renewal without it and one with it. */
export async function withoutUpkeep(allow: () => Promise<void>) {
  const { clock, exchange, options, errors, left } = setUp();
  const manager = new BinanceSocketManager(options);
  const seen: (number | string)[] = [];
  const notice = ({ type }: StreamNotice) => seen.push(type);
  const subscribed = manager.subscribe(trade('BNBBTC'), ({ t }) => seen.push(t), { notice });
  await clock.advance(100);
  await subscribed;
  await turnsUntil(() => errors.length >= 1);
  const make = async (count: number) => {
    for (let i = 0; i < count; i++) {
      exchange.trade('BNBBTC', { price: '0.02', quantity: '1' });
      await clock.advance(500);
    }
  };
  await make(3);
  exchange.announceShutdown(2_000);
  await clock.advance(0);
  await turnsUntil(() => errors.length >= 2);
  await make(30);
  // It was asked for when the connection opened, for the renewal, and when the next connection opened.
  await turnsUntil(() => errors.length >= 3);
  const before = [...seen];
  const reported = errors.length;
  await allow();
  await clock.advance(120_000);
  const loaded = () => performance.getEntriesByType('resource').find(isUpkeep)?.name;
  await turnsUntil(() => loaded() !== undefined);
  await import(loaded() as string);
  seen.length = 0;
  exchange.announceShutdown(8_000);
  await make(30);
  await manager.close();
  await clock.advance(0);
  return { before, after: [...seen], reported, errors, left: left() };
}

function isUpkeep(entry: PerformanceEntry): boolean {
  return entry.name.includes('/upkeep-') && (entry as PerformanceResourceTiming).responseStatus === 200;
}

/** Lets the page go on, which virtual time does not wait for, until something has happened. */
async function turnsUntil(hasHappened: () => boolean): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  while (!hasHappened()) {
    await new Promise<unknown>((resolve) => {
      port1.onmessage = resolve;
      port2.postMessage(0);
    });
  }
}
