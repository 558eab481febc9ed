import { createSpotClient, type SpotClient } from '@pkg/core';
import { createExchange } from '@pkg/simulator';

/** The simulated exchange inside this page, with a funded account: no server, no network. */
export function openPageExchange(): SpotClient {
  const exchange = createExchange({ seed: 7, symbols: ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'BNBBTC'] });
  const { apiKey, apiSecret } = exchange.createAccount({
    balances: { USDT: '100000', BTC: '2', ETH: '20', BNB: '100' },
  });
  return createSpotClient({ environment: exchange.environment, apiKey, apiSecret });
}
