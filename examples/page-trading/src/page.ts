import { environments } from '@pkg/core';
import { createPageClient, signOnServer } from './trading.ts';

const apiKey = document.querySelector<HTMLMetaElement>('meta[name=api-key]')?.content ?? '';
const client = createPageClient({ environment: environments.testnet, apiKey, sign: signOnServer });
const output = document.querySelector('output');

document.querySelector('form')?.addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    const order = await client.createOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.001' });
    if (output) output.textContent = `${order.status} ${order.executedQty}`;
  } catch (error) {
    if (output) output.textContent = String(error);
  }
});
