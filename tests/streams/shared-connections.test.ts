import { createSpotClient } from '@pkg/core';
import { BinanceSocketManager, DepthCacheManager, trade } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { setUpExchange, socketClient } from './support.js';

const symbol = 'BNBBTC';
const ignore = (): void => undefined;

type SetUp = ReturnType<typeof setUpExchange>;
const publicClient = ({ exchange, clock }: SetUp) => createSpotClient({ environment: exchange.environment, clock });

/** What a page does with several managers, and how many connections this needs. */
const pages: readonly (readonly [string, number, (setUp: SetUp) => unknown])[] = [
  [
    'listeners and loops of one BinanceSocketManager share a connection',
    1,
    (setUp) => {
      const manager = new BinanceSocketManager(publicClient(setUp));
      void manager.subscribe(trade(symbol), ignore);
      void manager.subscribe(trade(symbol), ignore);
      void manager.stream([trade('LTCUSDT')]).next();
    },
  ],
  [
    'the BinanceSocketManagers of one client and of two clients share a connection',
    1,
    (setUp) => {
      const client = publicClient(setUp);
      for (const each of [client, client, publicClient(setUp)])
        void new BinanceSocketManager(each).subscribe(trade(symbol), ignore);
    },
  ],
  [
    'a BinanceSocketManager with shareConnections: false has its own connection',
    2,
    (setUp) => {
      const { context } = publicClient(setUp);
      for (const options of [context, { ...context, shareConnections: false }])
        void new BinanceSocketManager(options).subscribe(trade(symbol), ignore);
    },
  ],
  [
    'the DepthCacheManagers of one client share a connection',
    1,
    (setUp) => {
      const client = publicClient(setUp);
      for (const each of [symbol, symbol, 'LTCUSDT']) void new DepthCacheManager(client, each).ready();
    },
  ],
  [
    'the DepthCacheManagers of two clients share a connection',
    1,
    (setUp) => {
      for (const client of [publicClient(setUp), publicClient(setUp)])
        void new DepthCacheManager(client, symbol).ready();
    },
  ],
  [
    'a DepthCacheManager and a BinanceSocketManager share a connection',
    1,
    (setUp) => {
      const client = publicClient(setUp);
      void new BinanceSocketManager(client).subscribe(trade(symbol), ignore);
      void new DepthCacheManager(client, symbol).ready();
    },
  ],
  [
    'a DepthCacheManager uses the connection of the BinanceSocketManager that is its option `sockets`',
    1,
    (setUp) => {
      const client = publicClient(setUp);
      const sockets = new BinanceSocketManager({ ...client.context, shareConnections: false });
      void sockets.subscribe(trade(symbol), ignore);
      void new DepthCacheManager(client, symbol, undefined, { sockets }).ready();
    },
  ],
  [
    'the accounts of one BinanceSocketManager share a connection, which is not that of wsApi()',
    2,
    async (setUp) => {
      const client = socketClient(setUp.exchange, setUp.account);
      const manager = new BinanceSocketManager(client);
      await manager.userData();
      const other = setUp.exchange.createAccount().createClient(createSpotClient);
      await manager.userData({ client: other });
      void client.getServerTime();
    },
  ],
];

describe('the connections of a page', () => {
  it.each(pages)('%s: %i', async (_, connections, open) => {
    const setUp = setUpExchange();
    await open(setUp);
    await setUp.clock.advance(2000);
    expect(setUp.exchange.sockets.size).toBe(connections);
    setUp.exchange.close();
  });

  it('managers of one client share a book with the same options, which is read once', async () => {
    const setUp = setUpExchange();
    const client = publicClient(setUp);
    const managers = [undefined, undefined, { limit: 500 }].map(
      (options) => new DepthCacheManager(client, symbol, undefined, options),
    );
    await setUp.exchange.run(Promise.all(managers.map((manager) => manager.ready())));
    const snapshots = setUp.exchange.journal.list({ target: 'depth' });
    expect(snapshots).toHaveLength(2);
    await Promise.all(managers.map((manager) => manager.close()));
    client.close();
  });
});
