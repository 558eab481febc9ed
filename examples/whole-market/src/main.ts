import { createSpotClient } from '@pkg/core/node';
import { BinanceSocketManager } from '@pkg/streams';
import { followMarket, widestSpreads } from './whole-market.ts';

// Usage: npm start -- USDT

const client = createSpotClient();
const sockets = new BinanceSocketManager(client);
const books = await followMarket(client, sockets, process.argv[2] ?? 'USDT');
const timer = setInterval(() => {
  const live = books.symbols.filter(
    (symbol) => books.getDepthCache(symbol).status === 'live',
  ).length;
  console.log(`${live} of ${books.symbols.length} books are live`);
  console.table(widestSpreads(books, 10));
}, 5000);
process.once('SIGINT', async () => {
  clearInterval(timer);
  await books.close();
  await sockets.close();
  client.close();
});
