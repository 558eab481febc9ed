import { environments } from '@pkg/core';
import { createPageClient, signOnServer } from './trading.ts';

const apiKey = document.querySelector<HTMLMetaElement>('meta[name=api-key]')?.content ?? '';
const output = document.querySelector('output');
if (!apiKey && output)
  output.textContent = 'Start the server by: BINANCE_KEY=… BINANCE_SECRET=… npm start';
const client = apiKey
  ? createPageClient({ environment: environments.testnet, apiKey, sign: signOnServer })
  : undefined;

document.querySelector('form')?.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (!client) return;
  try {
    const order = await client.createOrder({
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.001',
    });
    if (output) output.textContent = `${order.status} ${order.executedQty}`;
  } catch (error) {
    if (output) output.textContent = String(error);
  }
});
