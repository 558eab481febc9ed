import {
  BinanceApiError,
  BinanceConfigError,
  BinanceOrderError,
  compileRules,
  createSpotClient,
  type ExchangeInfo,
  type OrderContext,
  type OrderOperation,
  type SpotClient,
  validateOrder,
} from '@pkg/core';
import { createExchange, type Exchange, type ExchangeAccount, type SymbolSpec } from '@pkg/simulator';
import { describe, expect, it } from 'vitest';
import { caseCount } from '../support/case-count.js';
import { Dice } from '../support/dice.js';
import { OPERATIONS, OrderMaker } from './random-order.js';
import { inventedSymbol } from './random-rules.js';

/**
 * Matches messages of refusals that depend on the order book, the balances or other state, not only on trading rules.
 */
const OUTSIDE =
  /insufficient balance|immediately match|liquidity|Price \* QTY|change no state|Unknown order|Not all sent parameters|'(cancelO|o)rderId'/;

type Found = { readonly filter: string; readonly param: string };

/**
 * A simulated exchange with an account. `verdict` checks orders with {@link validateOrder}. `send` sends them to the
 * exchange.
 */
class Bench {
  readonly exchange: Exchange;
  readonly client: SpotClient;
  readonly #account: ExchangeAccount;
  readonly #price: string;
  readonly #usesReference: boolean;
  #info!: ExchangeInfo;
  #assetFilters: readonly { filterType: 'MAX_ASSET'; asset: string; limit: string }[] = [];
  #rules!: ReturnType<typeof compileRules>;

  constructor(dice: Dice) {
    const { info, exchangeFilters, assetFilters, sors } = inventedSymbol(dice);
    const filters = info.filters
      .filter(({ filterType }) => filterType !== 'T_PLUS_SELL' && dice.chance(0.35))
      // Binance's documentation does not say what a limit of 0 means in these filters, so 0 is replaced.
      .map((filter) => (filter.filterType === 'ICEBERG_PARTS' && filter.limit === 0 ? { ...filter, limit: 5 } : filter))
      .map((filter) => (filter.maxNotional === '0' ? { ...filter, maxNotional: '100000' } : filter));
    // Random flags would forbid most orders. Each flag is kept with a probability of only 0.1, so that most orders can
    // be accepted.
    const given = Object.entries(info).filter(([, value]) => Array.isArray(value) || dice.chance(0.1));
    const { symbol, baseAsset, quoteAsset } = info;
    const spec = {
      ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
      ...{ symbol, baseAsset, quoteAsset },
      ...{ baseAssetPrecision: info.baseAssetPrecision ?? 8, quoteAssetPrecision: info.quoteAssetPrecision ?? 8 },
      filters,
    } as unknown as SymbolSpec;
    this.#price = dice.pick(['20', '100', '6']);
    this.#usesReference = dice.chance(0.3);
    this.exchange = createExchange({
      seed: dice.between(1, 1e6),
      symbols: [{ ...spec, status: 'TRADING', isSpotTradingAllowed: true, filters: [] }],
      exchangeFilters: exchangeFilters as never,
      sors,
      orderLimits: [],
      settings: {
        limits: { requestWeightPerMinute: 1e9, rawRequestsPerFiveMinutes: 1e9, connectionsPerFiveMinutes: 1e9 },
      },
    });
    // The symbol gets its filters only after this trade. Otherwise they would also apply to the two orders of the
    // trade.
    this.exchange.trade('AAABBB', { price: this.#price, quantity: '1' });
    const { filters: limits = [], status = 'TRADING' } = spec;
    this.exchange.engine.changeSymbol('AAABBB', { filters: limits, status });
    this.#account = this.exchange.createAccount({ balances: { AAA: '9', BBB: '1000000' } });
    this.#assetFilters = (assetFilters ?? []) as never;
    const uid = this.#account.uid;
    this.exchange.engine.setAssetFilters(uid, this.#assetFilters);
    if (this.#usesReference) this.exchange.engine.setReferencePrice('AAABBB', BigInt(this.#price) * 100_000_000n);
    const { apiKey, apiSecret } = this.#account;
    this.client = createSpotClient({
      environment: this.exchange.environment,
      clock: this.exchange.clock,
      apiKey,
      apiSecret,
    });
  }

  async open(): Promise<void> {
    this.#info = await this.client.getExchangeInfo();
    const [info] = this.#info.symbols;
    const { exchangeFilters, sors = [] } = this.#info;
    this.#rules = compileRules(info as NonNullable<typeof info>, {
      exchangeFilters,
      sors,
      assetFilters: this.#assetFilters,
    });
  }

  maker(dice: Dice): OrderMaker {
    return new OrderMaker(dice, this.#rules.info, { faults: 0.06, decimals: 9 });
  }

  get price(): string {
    return this.#price;
  }

  async context(params: Record<string, unknown>): Promise<OrderContext> {
    const { client } = this;
    const openOrders = await client.getOpenOrders();
    const { balances } = await client.getAccount();
    const about = openOrders.find(({ orderId }) => orderId === params.orderId);
    const amendments = about && (await client.getOrderAmendments({ symbol: 'AAABBB', orderId: about.orderId })).length;
    return {
      referencePrice: this.#usesReference ? this.#price : null,
      averagePrice: (await client.getAveragePrice({ symbol: 'AAABBB' })).price,
      lastPrice: (await client.getSymbolTicker({ symbol: 'AAABBB' })).price,
      openOrders,
      openOrderLists: await client.getOpenOrderLists(),
      balances,
      amendments,
    };
  }

  verdict(operation: OrderOperation, params: Record<string, unknown>, context: OrderContext) {
    return validateOrder(params, this.#rules, context, { operation });
  }

  /** Sends an order. Returns the message of the refusal, or undefined if the exchange accepts the order. */
  async send(operation: OrderOperation, params: Record<string, unknown>): Promise<string | undefined> {
    const call = this.client[operation] as (params: object, options: object) => Promise<unknown>;
    try {
      await call(params, { validate: false });
      return undefined;
    } catch (error) {
      // The client itself refuses malformed numbers and a call without a symbol.
      if (error instanceof BinanceOrderError || error instanceof BinanceConfigError) return error.message;
      if (!(error instanceof BinanceApiError)) throw error;
      const { data } = error as { data?: { newOrderResult?: string; newOrderResponse?: { msg?: string } | null } };
      if (data?.newOrderResult === 'SUCCESS') return undefined;
      if (data?.newOrderResult === 'NOT_ATTEMPTED') return 'Unknown order sent.';
      return data?.newOrderResponse?.msg ?? error.message;
    }
  }
}

/** Returns the filter that a refusal names. */
function filterIn(refusal: string): string | undefined {
  if (refusal.endsWith('has too much precision.')) return 'PRECISION';
  if (refusal.endsWith('The relationship of the prices for the orders is not correct.')) return 'LIST_PRICES';
  return /Filter failure: (\w+)/.exec(refusal)?.[1];
}

/**
 * Returns a pattern for the names of parameters that the client checks earlier than the exchange. The client checks
 * them before it sends an order. The exchange checks them only after it has accepted the order, or never.
 */
function seenLater(operation: OrderOperation): RegExp {
  // The quantity filters apply to the pending orders of an OPO only after the working order has filled.
  if (/Opo/.test(operation)) return /^pending/;
  // The matching engine checks triggers, duplicate ids and too large iceberg quantities. A test order does not reach
  // it.
  if (/Test/.test(operation)) return /stopPrice|OrderId|iceberg/;
  // The engine checks the iceberg quantity of a pending order only after the working order has filled.
  return /^pending.*IcebergQty/;
}

describe('orders at the simulated exchange, which implements the rules separately', () => {
  it('are accepted if they pass the check, and else refused for the same reason', {
    timeout: caseCount(60_000, 3_600_000),
  }, async () => {
    const dice = new Dice(77);
    const tally = { taken: 0, refused: 0, outside: 0 };
    for (let count = 0; count < caseCount(500, 100_000); count += 50) {
      const bench = new Bench(dice);
      await bench.open();
      for (let order = 0; order < 50; order++) {
        const operation = dice.pick(OPERATIONS);
        const params = bench.maker(dice).order(operation, bench.price);
        const known = await bench.client.getOpenOrders();
        if (operation === 'amendOrder' && known.length > 0) params.orderId = dice.pick(known).orderId;
        if (params.cancelReplaceMode === 'STOP_ON_FAILURE') params.cancelReplaceMode = 'ALLOW_FAILURE';
        const context = await bench.context(params);
        const { problems, unjudged } = bench.verdict(operation, params, context);
        const refusal = await bench.send(operation, params);
        const report = () => JSON.stringify({ operation, params, context, problems, unjudged, refusal });
        if (!refusal) {
          const later = seenLater(operation);
          if (problems.some(({ param }) => !later.test(param))) expect.fail(`taken: ${report()}`);
          if (problems.length > 0) tally.outside += 1;
          else tally.taken += 1;
        } else if (OUTSIDE.test(refusal)) tally.outside += 1;
        else if (problems.length === 0) {
          const filter = filterIn(refusal);
          if (filter === undefined || !unjudged.includes(filter)) expect.fail(`refused: ${report()}`);
          tally.outside += 1;
        } else {
          const filter = filterIn(refusal);
          const found: readonly Found[] = problems;
          if (filter !== undefined && !found.some((each) => each.filter === filter) && !unjudged.includes(filter)) {
            expect.fail(`refused otherwise: ${report()}`);
          }
          tally.refused += 1;
        }
        if (!refusal && dice.chance(0.4)) {
          for (const { orderId } of await bench.client.getOpenOrders()) {
            await bench.client.cancelOrder({ symbol: 'AAABBB', orderId }).catch(() => undefined);
          }
        }
      }
      bench.client.close();
      bench.exchange.close();
    }
    expect(tally.taken).toBeGreaterThan(50);
    expect(tally.refused).toBeGreaterThan(50);
  });
});
