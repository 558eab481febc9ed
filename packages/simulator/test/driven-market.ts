import {
  createExchange,
  type Exchange,
  type ExchangeOptions,
  type MarketEvent,
  type TradeEvent,
  timedSource,
} from '../src/index.js';
import { hmacKey, type Json, type Params, rest, type TestKey } from './raw-client.js';

export const symbol = 'BTCUSDT';
export const START: number = Date.UTC(2024, 7, 9);

type Levels = Record<string, string>;
type Book = { readonly bids?: Levels; readonly asks?: Levels; readonly u?: number };
const rows = (levels: Levels = {}): [string, string][] => Object.entries(levels);

/** Creates a book event that occurs `ms` milliseconds after {@link START}. */
export const book = (ms: number, { bids, asks, u }: Book, type: 'BOOK' | 'LEVELS' = 'LEVELS'): MarketEvent => ({
  type,
  symbol,
  time: (START + ms) * 1000,
  bids: rows(bids),
  asks: rows(asks),
  lastUpdateId: u,
});
export const sold = (ms: number, price: string, quantity: string, id?: number): TradeEvent => ({
  type: 'TRADE',
  symbol,
  time: (START + ms) * 1000,
  price,
  quantity,
  isBuyerMaker: true,
  id,
});
export const bought = (ms: number, price: string, quantity: string, id?: number): MarketEvent => ({
  ...sold(ms, price, quantity, id),
  isBuyerMaker: false,
});

export const opening: MarketEvent = book(
  0,
  { bids: { '100': '5', '99': '3' }, asks: { '101': '2', '102': '4' }, u: 1000 },
  'BOOK',
);

/** An exchange with one account. Its order book and its trades come from a market source with the given events. */
export class Market {
  readonly exchange: Exchange;
  readonly key: TestKey;

  constructor(events: readonly MarketEvent[], options: ExchangeOptions = {}) {
    const source = timedSource({ symbols: [symbol], start: START, events: () => events });
    this.exchange = createExchange({ source, ...options });
    this.key = hmacKey(this.exchange.createAccount({ balances: { USDT: '10000', BTC: '50' }, apiKey: 'k' }));
  }

  async ask(route: string, params: Params = {}): Promise<Json> {
    return (await rest(this.exchange, route, params, { key: this.key })).body;
  }

  place(params: Params): Promise<Json> {
    return this.ask('POST /api/v3/order', { symbol, ...params });
  }

  limit(side: 'BUY' | 'SELL', price: string, quantity: string, others: Params = {}): Promise<Json> {
    return this.place({ side, type: 'LIMIT', timeInForce: 'GTC', price, quantity, ...others });
  }

  market(side: 'BUY' | 'SELL', quantity: string): Promise<Json> {
    return this.place({ side, type: 'MARKET', quantity });
  }

  /** Returns how much of an order has been executed. */
  async executed({ orderId }: Json): Promise<number> {
    return Number((await this.ask('GET /api/v3/order', { symbol, orderId })).executedQty);
  }

  async public(route: string, params: Params = {}): Promise<Json> {
    return (await rest(this.exchange, route, { symbol, ...params })).body;
  }

  async depth(): Promise<{ u: unknown; bids: number[][]; asks: number[][] }> {
    const { lastUpdateId, bids, asks } = (await this.public('GET /api/v3/depth')) as Record<string, string[][]>;
    const numbers = (side: string[][] = []): number[][] => side.map((row) => row.map(Number));
    return { u: lastUpdateId, bids: numbers(bids), asks: numbers(asks) };
  }

  async tape(): Promise<unknown[]> {
    const trades = (await this.public('GET /api/v3/trades')) as unknown as Json[];
    return trades.map(({ id, price, qty }) => [id, Number(price), Number(qty)]);
  }
}

export const fills = ({ fills }: Json): number[][] =>
  (fills as Json[]).map(({ price, qty }) => [Number(price), Number(qty)]);
