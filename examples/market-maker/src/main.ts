import { environments } from '@pkg/core';
import { createSpotClient } from '@pkg/core/node';
import { BinanceSocketManager } from '@pkg/streams';
import { MarketMaker } from './market-maker.ts';

// `BINANCE_KEY=… BINANCE_SECRET=… npm start` runs the market maker on Binance's test network.

const { BINANCE_KEY: apiKey, BINANCE_SECRET: apiSecret } = process.env;
const client = createSpotClient({ environment: environments.testnet, apiKey, apiSecret });
const sockets = new BinanceSocketManager(client);
const options = {
  symbol: 'BNBUSDT',
  quantity: '0.05',
  distance: 0.001,
  tolerance: 0.0005,
  log: console.log,
};
const maker = new MarketMaker(client, sockets, options);

let isStopping = false;
async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await maker.stop();
  await sockets.close();
  client.close();
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);

await maker.start();
console.log(`quoting ${options.symbol}; Ctrl+C cancels the orders and ends`);
