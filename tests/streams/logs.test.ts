import { BinanceSocketManager, trade } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { run, setUpExchange, socketClient } from './support.js';

/** Returns a logger, and the list of its messages: the level, the message and the reason. */
function createLog() {
  const lines: unknown[][] = [];
  const write =
    (level: string) =>
    (message: string, { reason }: Readonly<Record<string, unknown>> = {}): void =>
      void lines.push([level, message, reason]);
  return { lines, logger: { debug: write('debug'), warn: write('warn') } };
}

describe('the logger gets the changes of a connection, and a loss as a warning', () => {
  /** The messages of a connection that opens, is lost at once, reconnects, and is closed. */
  const expected = (name: string) => [
    ['debug', `${name}: connecting`, 'started'],
    ['debug', `${name}: open`, 'started'],
    ['warn', `${name}: reconnecting`, 'closed with code 1006'],
    ['debug', `${name}: reconnecting`, 'closed with code 1006'],
    ['debug', `${name}: open`, 'closed with code 1006'],
    ['debug', `${name}: closed`, 'closed'],
  ];

  it('of market streams', async () => {
    const { exchange, clock } = setUpExchange();
    const { lines, logger } = createLog();
    const manager = new BinanceSocketManager({ environment: exchange.environment, clock, logger });
    await run(
      clock,
      manager.subscribe(trade('BNBBTC'), () => undefined, { notice: () => undefined }),
    );
    await clock.advance(1_000);
    exchange.sockets.cutAll();
    await clock.advance(5_000);
    await run(clock, manager.close());
    expect(lines).toEqual(expected('market-1'));
  });

  it('of the WebSocket API', async () => {
    const { exchange, clock, account } = setUpExchange();
    const { lines, logger } = createLog();
    const client = socketClient(exchange, account, { logger });
    await run(clock, client.ping());
    await clock.advance(1_000);
    exchange.sockets.cutAll();
    await clock.advance(5_000);
    client.close();
    expect(lines).toEqual(expected('wsApi'));
  });
});
