import {
  BinanceApiError,
  BinanceOrderError,
  BinanceUnknownOutcomeError,
  createSpotClient,
  KlineInterval,
  OrderSide,
  OrderType,
} from '@pkg/core';
import { errorOf, expect, optionsOf, placeAndCancel, type Target } from './target.js';

/**
 * Reads candles, and places, finds and cancels an order. Then makes calls for which the client loads further code: a
 * refused order, a refused request, and an order whose answer is lost.
 */
export async function rest(target: Target): Promise<void> {
  let losesAnswers = false;
  const client = createSpotClient({
    ...optionsOf(target),
    async fetch(input, init) {
      const answer = await globalThis.fetch(input, init);
      if (!losesAnswers) return answer;
      losesAnswers = false;
      await answer.text();
      throw new TypeError('the answer was lost');
    },
  });
  try {
    const candles = await client.getKlines({ symbol: 'BTCUSDT', interval: KlineInterval.ONE_MINUTE, limit: 1 });
    expect('candles', candles.length, 1);
    await placeAndCancel(client);

    const order = { symbol: 'BTCUSDT', side: OrderSide.BUY, type: OrderType.MARKET } as const;
    const illegal = await errorOf(client.createOrder({ ...order, quantity: '0.000000001' }));
    expect('an illegal quantity', illegal instanceof BinanceOrderError && illegal.problems[0]?.filter, 'LOT_SIZE');
    const unlisted = await errorOf(client.getOrderBook({ symbol: 'NOPE' }));
    expect('an unlisted symbol', unlisted instanceof BinanceApiError && unlisted.codeName, 'BAD_SYMBOL');
    losesAnswers = true;
    const lost = await errorOf(client.createOrder({ ...order, quantity: '0.01' }));
    if (!(lost instanceof BinanceUnknownOutcomeError)) throw lost;
    expect('the outcome', (await lost.resolve()).outcome, 'executed');
  } finally {
    client.close();
  }
}
