import { createSpotClient } from '@pkg/core';
import { createExchange, VirtualClock } from '@pkg/simulator';
import { BinanceSocketManager, trade } from '@pkg/streams';

function setUp() {
  const clock = new VirtualClock({ start: Date.UTC(2026, 0, 1) });
  const exchange = createExchange({ seed: 7, clock, symbols: ['BNBBTC'] });
  exchange.setBook('BNBBTC', { bids: [['0.0100000', '1000.000']], asks: [['0.0200000', '1000.000']] });
  const { apiKey, apiSecret } = exchange.createAccount({ balances: { BTC: '10' } });
  const { environment, random } = exchange;
  return {
    clock,
    client: createSpotClient({ apiKey, apiSecret, environment, clock, random }),
    left: () => ({ sockets: exchange.sockets.size, timers: clock.pending }),
  };
}

const describe = (error: Error): string => `${error.name}: ${error.message}`;

/** Calls `start` twice and `userData` twice, and reads a stream twice. Returns the results. */
export async function twice() {
  const { clock, client, left } = setUp();
  const manager = new BinanceSocketManager(client);
  const ask = () => manager.userData().then(({ status }) => status, describe);
  const start = () => manager.start().then(() => 'started', describe);
  const outcomes = [await start(), await start(), await ask(), await ask()];
  const reader = manager.stream(trade('BNBBTC'));
  const read = () => reader.next().then(() => 'read', describe);
  outcomes.push(await read());
  const second = read();
  await manager.close();
  outcomes.push(await second);
  client.close();
  await clock.advance(0);
  return { outcomes, left: left() };
}

let pending: Promise<{ outcomes: string[]; left: object }> | undefined;

/** Closes a manager while the chunks for its calls are loaded. */
export async function closeWhileLoading(): Promise<void> {
  const { clock, client, left } = setUp();
  const manager = new BinanceSocketManager(client);
  const outcomes = Promise.all([
    manager.userData().then(({ status }) => status, describe),
    manager.startUserSocket(() => undefined).then(() => 'started', describe),
    manager
      .stream(trade('BNBBTC'))
      .next()
      .then(({ done }) => `done: ${done}`, describe),
  ]);
  await manager.close();
  client.close();
  pending = outcomes.then(async (all) => {
    await clock.advance(1_000);
    return { outcomes: all, left: left() };
  });
}

export const outcome = () => pending;
