import { createExchange } from '@pkg/simulator';
import { handlers } from '@pkg/simulator/msw';
import { setupWorker } from 'msw/browser';
import { type LibraryRun, runLibrary } from '../../support/library-run.js';

/**
 * Serves the simulated exchange at the URLs of the live exchange, through a service worker of the page. Then it runs
 * the programs of `runLibrary` against that exchange.
 */
export async function runBehindWorker(): Promise<LibraryRun> {
  const exchange = createExchange({ seed: 7, symbols: ['BTCUSDT'], startTime: Date.now() });
  exchange.setBook('BTCUSDT', { bids: [['60000', '1']], asks: [['60010', '1']] });
  exchange.trade('BTCUSDT', { price: '60005', quantity: '0.1' });
  const { apiKey, apiSecret } = exchange.createAccount({ balances: { USDT: '10000' } });
  const worker = setupWorker(...handlers(exchange));
  await worker.start({ quiet: true, onUnhandledRequest: 'error' });

  // Only this loop moves the exchange's time. Each step makes a trade and changes the order book.
  let running = true;
  const market = (async () => {
    for (let step = 0; running; step++) {
      exchange.setBook('BTCUSDT', { bids: [[`${60_000 + (step % 5)}`, '1']], asks: [['60010', '1']] });
      exchange.trade('BTCUSDT', { price: '60006', quantity: '0.1' });
      await exchange.advance(100);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  })();
  try {
    const target = {
      rest: 'https://api.binance.com',
      streams: 'wss://stream.binance.com:9443',
      wsApi: 'wss://ws-api.binance.com:443/ws-api/v3',
      apiKey,
      apiSecret,
    };
    return await runLibrary(target, ['REST', 'streams', 'order book', 'WebSocket API', 'user data']);
  } finally {
    running = false;
    await market;
    worker.stop();
    exchange.close();
  }
}
