import { BinanceError, createSpotClient, type ExchangeInfo, type SpotClient } from '@pkg/core';
import { compileRules, fitOrder, type RuledSymbol, type RuleOptions, validateOrder } from '@pkg/core/filters';
import { createExchange } from '@pkg/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ManualClock } from '../../packages/core/test/manual-clock.js';
import { caseCount } from '../support/case-count.js';
import { Dice } from '../support/dice.js';
import { mutateJson, mutateJsonText } from '../support/mutate-json.js';

const symbol = 'BNBBTC';
const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '0.01' } as const;
const pair = { aboveType: 'LIMIT_MAKER', abovePrice: '0.02', belowType: 'STOP_LOSS', belowStopPrice: '0.009' } as const;

/** Matches the messages of errors that the JavaScript engine throws. No error of the client may have one of them. */
const runtimeText =
  /TypeError|RangeError|is not iterable|is not a function|Cannot (read|convert|access|mix)|undefined \(reading|Invalid array/;

const rejections: unknown[] = [];
const onRejection = (reason: unknown): void => {
  rejections.push(reason);
};
beforeAll(() => {
  process.on('unhandledRejection', onRejection);
});
afterAll(() => {
  process.off('unhandledRejection', onRejection);
});

/**
 * Creates a client that gets the given texts, one after the other, as answers of `exchangeInfo`. All other answers are
 * valid.
 */
function clientOf(clock: ManualClock, texts: readonly string[]): { client: SpotClient; placed: Set<string> } {
  const placed = new Set<string>();
  let answers = 0;
  const fetch = async (input: unknown, init?: RequestInit): Promise<Response> => {
    const url = new URL(String(input));
    if (url.pathname.endsWith('/exchangeInfo')) return new Response(texts[answers++ % texts.length]);
    if (url.pathname.endsWith('/time')) return Response.json({ serverTime: clock.now() });
    if (init?.method !== 'POST') return Response.json([]);
    const id = url.searchParams.get('newClientOrderId') ?? url.searchParams.get('listClientOrderId') ?? '';
    placed.add(id);
    const ids = { orderId: 1, orderListId: 1, clientOrderId: id, listClientOrderId: id, transactTime: 1 };
    return Response.json({ symbol, ...ids, orders: [], orderReports: [], contingencyType: 'OCO' });
  };
  return {
    client: createSpotClient({ apiKey: 'key', signer: () => 'signature', clock, fetch }),
    placed,
  };
}

async function exchangeInfo(): Promise<ExchangeInfo> {
  const exchange = createExchange({ symbols: [symbol, 'ETHBTC'] });
  return createSpotClient({ environment: exchange.environment }).getExchangeInfo();
}

const seed = Number(process.env.SEED ?? 14);

it('no entry of exchangeInfo makes the check of an order throw', async () => {
  const { symbols, exchangeFilters, sors } = await exchangeInfo();
  const dice = new Dice(seed);
  const orders = [
    order,
    { ...order, type: 'MARKET', price: undefined, timeInForce: undefined },
    { ...order, icebergQty: 1 },
  ];
  let judged = 0;
  for (let round = 0; round < caseCount(2_000, 20_000); round++) {
    const info = mutateJson(symbols[0], dice) as RuledSymbol;
    if (typeof info !== 'object' || info === null) continue;
    const lists = mutateJson({ exchangeFilters, sors, assetFilters: exchangeFilters }, dice) as RuleOptions;
    const rules = compileRules(info, typeof lists === 'object' && lists !== null ? lists : {});
    for (const params of orders) {
      const context = { averagePrice: '0.01', lastPrice: '0.01', openOrders: [], openOrderLists: [], balances: [] };
      const { problems, unjudged } = validateOrder(params, rules, context);
      for (const { message } of problems) expect(message).toMatch(/ for /);
      for (const rule of unjudged) expect(typeof rule).toBe('string');
      fitOrder(params, rules, { rounding: 'down', context });
      judged += 1;
    }
  }
  expect(judged).toBeGreaterThan(4_000);
});

it('no answer to exchangeInfo crashes the client, blocks it, or makes it report an order wrongly', async () => {
  const real = await exchangeInfo();
  const clock = new ManualClock();
  const dice = new Dice(seed);
  let checked = 0;
  let loaded = 0;
  for (let round = 0; round < caseCount(60, 7_000); round++) {
    const texts = Array.from({ length: 3 }, () => mutateJsonText(real, dice));
    const { client, placed } = clientOf(clock, texts);
    for (let hour = 0; hour < 2; hour++) {
      const id = `order-${hour}`;
      const calls = [
        client.createOrder({ ...order, newClientOrderId: id }),
        client.createOcoOrder({ symbol, side: 'SELL', quantity: '1', ...pair, listClientOrderId: `list-${hour}` }),
        client.createOrder({
          symbol,
          side: 'BUY',
          type: 'MARKET',
          quantity: '0.001',
          newClientOrderId: `market-${hour}`,
        }),
        client.getExchangeInfo(),
        client.rules.get(symbol),
        client.rules.refresh(),
      ];
      const results = await clock.run(Promise.allSettled(calls));
      for (const [index, result] of results.entries()) {
        checked += 1;
        const text = `seed ${seed}, round ${round}, call ${index}: ${JSON.stringify(texts).slice(0, 3000)}`;
        if (result.status === 'fulfilled') continue;
        expect(result.reason, text).toBeInstanceOf(BinanceError);
        expect(String(result.reason), text).not.toMatch(runtimeText);
        if (index < 3) expect(placed.has([id, `list-${hour}`, `market-${hour}`][index] as string), text).toBe(false);
      }
      if (results[4]?.status === 'fulfilled') loaded += 1;
      await clock.advance(3_600_000);
    }
    client.close();
  }
  // Enough mutated answers must still have valid rules. Otherwise only the first checks of the client would be tested.
  expect(loaded).toBeGreaterThan(checked / 12);
  expect(rejections).toEqual([]);
});
