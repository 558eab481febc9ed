import { createSpotClient, type SpotClient, systemClock } from '@pkg/core';
import { createExchange, SyntheticMarket, VirtualClock } from '@pkg/simulator';

const history = 3 * 3_600_000;

/** A client of a simulated exchange that runs inside this page, with a moving market and a funded account. */
export function openPageExchange(): SpotClient {
  const clock = new VirtualClock({ start: systemClock.now() - history });
  const exchange = createExchange({ seed: 7, clock, symbols: ['BTCUSDT', 'ETHUSDT', 'BNBUSDT'] });
  const { apiKey, apiSecret } = exchange.createAccount({
    balances: { USDT: '100000', BTC: '2', ETH: '20', BNB: '100' },
  });
  const market = new SyntheticMarket(exchange);
  market.warmUp(clock, history);
  clock.skip(systemClock.now() - clock.now());
  market.start();
  clock.follow(systemClock, 1);
  // The key is valid only on the exchange in this page.
  return createSpotClient({ environment: exchange.environment, apiKey, apiSecret, secretInPage: true });
}
