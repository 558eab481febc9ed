import { writeFile } from 'node:fs/promises';
import { createSpotClient } from '@pkg/core';
import { backtest, equityCsv, htmlReport, plotReport, tradesCsv } from '@pkg/simulator';
import { klinesFile } from '@pkg/simulator/node';
import { BinanceSocketManager } from '@pkg/streams';
import { GridBot, gridLines } from './grid-bot.ts';

// The arguments are a file, the lowest price, the step and the number of prices, as in: npm start --
// BTCUSDT-1m-2024-08.zip 50000 500 30. The files are at https://data.binance.vision:
// data/spot/monthly/klines/BTCUSDT/1m.

const [file, lowest, step, count] = process.argv.slice(2);
if (!file) throw new Error('usage: npm start -- FILE LOWEST-PRICE STEP NUMBER-OF-PRICES');
const symbol = 'BTCUSDT';
const lines = gridLines(Number(lowest), Number(step), Number(count));

const report = await backtest({
  source: await klinesFile(file, { symbol }),
  balances: { USDT: '100000', BTC: '0.1' },
  createClient: createSpotClient,
  bot: async ({ client }) => {
    const sockets = new BinanceSocketManager(client);
    const bot = new GridBot(client, sockets, {
      symbol,
      lines,
      quantity: '0.01',
      log: console.error,
    });
    await bot.start();
    return async () => {
      await bot.stop();
      await sockets.close();
    };
  },
});
console.log(plotReport(report));
await writeFile('report.json', JSON.stringify(report));
await writeFile('report.html', htmlReport(report, `Grid on ${file}`));
await writeFile('equity.csv', equityCsv(report));
await writeFile('trades.csv', tradesCsv(report));
