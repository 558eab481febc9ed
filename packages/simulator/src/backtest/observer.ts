import type { Engine } from '../engine/engine.js';
import { type Amount, formatAmount, maximum, ONE, over, times } from '../engine/types/amount.js';
import type { EngineEvent, Fill, Order } from '../engine/types/index.js';
import type { Journal, JournalEntry } from '../protocol/journal.js';
import type { BacktestMarket, BacktestReport, BacktestTrade, EquityPoint } from './report.js';

type Point = { readonly time: number; readonly equity: Amount; readonly exposure: Amount; readonly drawdown: Amount };
type MarketSums = { readonly firstPrice: Amount | undefined; volume: Amount; ownVolume: Amount };

/** Records what happens to one account while a bot trades, and makes the report of the backtest. */
export class Observer {
  readonly #engine: Engine;
  readonly #account: number;
  readonly #asset: string;
  readonly #points: Point[] = [];
  readonly #trades: BacktestTrade[] = [];
  readonly #markets = new Map<string, MarketSums>();
  readonly #fees = new Map<string, Amount>();
  readonly #refused = new Map<string, number>();
  readonly #stop: (() => void)[];
  /** The orders that are counted as placed. */
  readonly #placed = new WeakSet<Order>();
  #feeValue: Amount = 0n;
  #highest: Amount = 0n;
  #orders = { placed: 0, filled: 0, canceled: 0, expired: 0 };

  constructor(engine: Engine, journal: Journal, account: number, asset: string) {
    this.#engine = engine;
    this.#account = account;
    this.#asset = asset;
    for (const { symbol } of engine.symbols()) {
      this.#markets.set(symbol, { firstPrice: engine.lastPrice(symbol), volume: 0n, ownVolume: 0n });
    }
    this.#stop = [engine.on((event) => this.#event(event)), journal.on((entry) => this.#answered(entry))];
  }

  /** Adds the present value of the account to the equity curve. @param time ms since the epoch */
  sample(time: number): void {
    let equity = 0n;
    let own = 0n;
    for (const { asset, free, locked } of this.#engine.balances(this.#account)) {
      const value = this.#valueOf(asset, free + locked);
      equity += value;
      if (asset === this.#asset) own = value;
    }
    this.#highest = maximum(this.#highest, equity);
    this.#points.push({ time, equity, exposure: equity - own, drawdown: this.#highest - equity });
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  report(): BacktestReport {
    const points = this.#points;
    const [first, last] = [points[0] as Point, points.at(-1) as Point];
    const balances = this.#engine.balances(this.#account).filter(({ free, locked }) => free + locked > 0n);
    return {
      start: first.time,
      end: last.time,
      asset: this.#asset,
      startEquity: formatAmount(first.equity),
      endEquity: formatAmount(last.equity),
      profit: formatAmount(last.equity - first.equity),
      profitRatio: formatAmount(ratio(last.equity - first.equity, first.equity)),
      maxDrawdown: deepest(points),
      exposure: exposureOf(points),
      fees: { value: formatAmount(this.#feeValue), byAsset: texts(this.#fees) },
      orders: { ...this.#orders, refused: Object.fromEntries([...this.#refused].sort()) },
      markets: Object.fromEntries([...this.#markets].map(([symbol, sums]) => [symbol, this.#market(symbol, sums)])),
      balances: Object.fromEntries(balances.map(({ asset, free, locked }) => [asset, formatAmount(free + locked)])),
      trades: [...this.#trades],
      equity: points.map(pointOf),
    };
  }

  #event(event: EngineEvent): void {
    if (event.type === 'TRADE') {
      const sums = this.#markets.get(event.trade.symbol);
      if (sums) sums.volume += event.trade.quantity;
      return;
    }
    if (event.type !== 'ORDER' || event.order.accountId !== this.#account) return;
    const { executionType, order, fill } = event;
    if (fill) this.#filled(fill);
    // An order reports NEW again when it is triggered or activated.
    if (executionType === 'NEW' && !this.#placed.has(order)) {
      this.#placed.add(order);
      this.#orders.placed += 1;
    }
    if (order.status === 'FILLED') this.#orders.filled += 1;
    else if (order.status === 'CANCELED') this.#orders.canceled += 1;
    else if (order.status === 'EXPIRED' || order.status === 'EXPIRED_IN_MATCH') this.#orders.expired += 1;
  }

  #filled(fill: Fill): void {
    const { symbol, orderId, price, quantity, quoteQuantity, commission, commissionAsset, isMaker, isBuyer } = fill;
    this.#trades.push({
      time: Math.floor(fill.time / 1000),
      symbol,
      orderId,
      side: isBuyer ? 'BUY' : 'SELL',
      price: formatAmount(price),
      quantity: formatAmount(quantity),
      quoteQuantity: formatAmount(quoteQuantity),
      commission: formatAmount(commission),
      commissionAsset,
      isMaker,
    });
    this.#fees.set(commissionAsset, (this.#fees.get(commissionAsset) ?? 0n) + commission);
    // The commission may be in the base asset, and the report may give values in the quote asset of the same symbol. In
    // this case the commission is valued at the price of the fill, otherwise at the last price.
    const info = this.#engine.symbol(symbol);
    const isBase = info?.baseAsset === commissionAsset && info.quoteAsset === this.#asset;
    this.#feeValue += isBase ? times(price, commission) : this.#valueOf(commissionAsset, commission);
    const sums = this.#markets.get(symbol);
    if (sums) sums.ownVolume += quantity;
  }

  #answered({ answer, outcome }: JournalEntry): void {
    if (typeof outcome !== 'number' || outcome < 400) return;
    const code = /"code":\s*(-\d+)/.exec(answer)?.[1];
    if (code !== undefined) this.#refused.set(code, (this.#refused.get(code) ?? 0) + 1);
  }

  /**
   * Returns the value of an amount at the last price, in the asset in which the report gives values. Returns 0 if no
   * symbol has a price for `asset`.
   */
  #valueOf(asset: string, amount: Amount): Amount {
    if (asset === this.#asset) return amount;
    const price = this.#lastPrice(asset + this.#asset);
    if (price !== undefined) return times(price, amount);
    const inverse = this.#lastPrice(this.#asset + asset);
    return inverse === undefined || inverse === 0n ? 0n : over(amount, inverse);
  }

  #lastPrice(symbol: string): Amount | undefined {
    return this.#engine.symbol(symbol) ? this.#engine.lastPrice(symbol) : undefined;
  }

  #market(symbol: string, { firstPrice, volume, ownVolume }: MarketSums): BacktestMarket {
    const lastPrice = this.#engine.lastPrice(symbol);
    return {
      firstPrice: firstPrice === undefined ? '' : formatAmount(firstPrice),
      lastPrice: lastPrice === undefined ? '' : formatAmount(lastPrice),
      volume: formatAmount(volume),
      ownVolume: formatAmount(ownVolume),
      ownShare: formatAmount(ratio(ownVolume, volume)),
    };
  }
}

const ratio = (part: Amount, whole: Amount): Amount => (whole === 0n ? 0n : over(part, whole));

const texts = (amounts: ReadonlyMap<string, Amount>): Record<string, string> =>
  Object.fromEntries([...amounts].sort().map(([asset, amount]) => [asset, formatAmount(amount)]));

const pointOf = ({ time, equity, exposure, drawdown }: Point): EquityPoint => ({
  time,
  equity: formatAmount(equity),
  exposure: formatAmount(exposure),
  drawdown: formatAmount(drawdown),
});

function deepest(points: readonly Point[]): BacktestReport['maxDrawdown'] {
  let [amount, depth, time] = [0n, 0n, (points[0] as Point).time];
  for (const { equity, drawdown, time: at } of points) {
    const own = ratio(drawdown, equity + drawdown);
    if (own <= depth) continue;
    [amount, depth, time] = [drawdown, own, at];
  }
  return { amount: formatAmount(amount), ratio: formatAmount(depth), time };
}

function exposureOf(points: readonly Point[]): BacktestReport['exposure'] {
  const shares = points.map(({ equity, exposure }) => ratio(exposure, equity));
  const count = BigInt(points.length);
  return {
    average: formatAmount(shares.reduce((sum, share) => sum + share, 0n) / count),
    most: formatAmount(shares.reduce(maximum, 0n)),
    time: formatAmount((BigInt(shares.filter((share) => share > 0n).length) * ONE) / count),
  };
}
