import type { Amount, SymbolInfo, Trade } from '../../engine/types/index.js';
import type { Candle } from '../../market-data/candle.js';
import { gauss } from './gauss.js';
import type { MarketMode } from './market-modes.js';

type Random = { next(): number };

const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

/** The last part of a generated history consists of single trades. This is its length, in ms. */
const TRADES_FOR = 10 * MINUTE;
/**
 * How far back from its end a generated history has one-minute candles, in ms. Before that it has one-hour candles,
 * because a simulated exchange keeps only 20,000 one-minute candles by default.
 */
const MINUTES_FOR = 20_000 * MINUTE;

/** The parameters of a generated history. Prices are in ticks, quantities in steps. */
export type HistoryTerms = {
  readonly info: SymbolInfo;
  readonly mode: MarketMode;
  readonly tick: Amount;
  readonly step: Amount;
  /** Typical quantity of an order, in steps. */
  readonly size: number;
  /** The price at the end of the history, in ticks. */
  readonly fair: number;
  /** Average time between two steps of the synthetic market, in ms. */
  readonly stepMs: number;
};

/** Receives the history, oldest first. */
export type HistorySink = {
  /** Receives a candle without single trades. `length` is its length in ms. */
  candle(length: number, candle: Candle): void;
  trade(trade: Trade): void;
};

/**
 * Generates the trades and candles that the synthetic market would have made from `from` to `to` (ms). Each candle
 * opens near the close of the previous candle. Prices vary as much as in the mode of `terms`, but without its trend.
 * Volumes are like those of the market that runs afterwards. Returns the id of the next trade.
 */
export function generateHistory(
  terms: HistoryTerms,
  from: number,
  to: number,
  random: Random,
  sink: HistorySink,
): number {
  const pieces = piecesOf(from, to);
  const flow = flowOf(terms);
  // The random price changes are drawn first. The start price is then chosen so that the last price is `fair`.
  const moves = Float64Array.from(pieces, ({ length }) => flow.volatility * Math.sqrt(length / SECOND) * gauss(random));
  let price = terms.fair * Math.exp(-moves.reduce((sum, move) => sum + move, 0));
  let nextId = 1;
  for (const [index, { start, length }] of pieces.entries()) {
    const move = moves[index] as number;
    if (length >= MINUTE) {
      const candle = candleOf(terms, { start, length, price, move, firstId: nextId }, flow, random);
      nextId += candle.count;
      sink.candle(length, candle);
      price *= Math.exp(move);
      continue;
    }
    const trades = poisson((flow.trades * length) / SECOND, random);
    for (let made = 0; made < trades; made += 1) {
      const time = Math.floor((start + ((made + random.next()) / trades) * length) * 1000);
      sink.trade(tradeOf(terms, price, nextId, time, flow, random));
      nextId += 1;
    }
    price *= Math.exp(move);
  }
  return nextId;
}

type Piece = { readonly start: number; readonly length: number };

/** Divides the time into hours, then whole minutes, then seconds with single trades. */
function piecesOf(from: number, to: number): Piece[] {
  const pieces: Piece[] = [];
  const tradesFrom = Math.ceil((to - TRADES_FOR) / MINUTE) * MINUTE;
  const minutesFrom = Math.ceil((to - MINUTES_FOR) / HOUR) * HOUR;
  let start = from;
  const cut = (end: number, length: number): void => {
    for (; start + length <= end; start += length) pieces.push({ start, length });
  };
  start = Math.min(to, Math.ceil(from / (from < minutesFrom ? HOUR : MINUTE)) * (from < minutesFrom ? HOUR : MINUTE));
  cut(Math.min(minutesFrom, to), HOUR);
  cut(Math.min(tradesFrom, to), MINUTE);
  cut(to, SECOND);
  if (start < to) pieces.push({ start, length: to - start });
  return pieces;
}

/** The averages of a market: how much is traded, and how far prices move. */
type Flow = {
  /** Number of trades in a second. */
  readonly trades: number;
  /** Average quantity of a trade, in steps. */
  readonly quantity: number;
  /** Standard deviation of the price's relative change in one second. */
  readonly volatility: number;
};

/**
 * The average length of a burst of takers, in steps of the synthetic market. In a burst, one taker after the other
 * trades on the same side.
 */
const BURST = 8.5;
/**
 * The average quantity of an order, as a multiple of the typical quantity. It is the mean of a lognormal distribution.
 */
const MEAN_QUANTITY = Math.exp(0.8 ** 2 / 2);
/**
 * The factor by which the volume grows because makers adjust their orders to the price. It was measured in a running
 * market.
 */
const VOLUME_OF_MAKERS = 1.2;
/**
 * The average number of trades of one taker order outside a burst of takers, as measured in a running market. In a
 * burst, {@link TRADES_IN_BURST} is added.
 */
const TRADES_OF_TAKER = 1.65;
const TRADES_IN_BURST = 0.9;

/**
 * Returns the averages of a running market: trades per second, quantity of a trade, and volatility. The formulas
 * describe the steps of `SymbolMarket`.
 */
function flowOf({ mode, size, stepMs }: HistoryTerms): Flow {
  const steps = SECOND / stepMs;
  const inBurst = (BURST * mode.bursts) / (1 + BURST * mode.bursts);
  const takers = steps * ((1 - inBurst) * mode.takers + inBurst);
  const volume = steps * ((1 - inBurst) * mode.takers * 0.5 + inBurst) * MEAN_QUANTITY * size * VOLUME_OF_MAKERS;
  const trades = takers * (TRADES_OF_TAKER + TRADES_IN_BURST * inBurst);
  const bursts = (steps * inBurst) / BURST;
  return {
    trades,
    quantity: volume / trades,
    volatility: mode.volatility * Math.sqrt(1 + bursts * (BURST / 2) ** 2),
  };
}

/** The average distance between the highest and the lowest point of a Brownian motion, in standard deviations. */
const RANGE = Math.sqrt(8 / Math.PI);

type CandleTerms = Piece & {
  /** The price at the start of the candle, in ticks. */
  readonly price: number;
  /**
   * How far the price moves during the candle: the natural logarithm of the price at its end divided by the price at
   * its start.
   */
  readonly move: number;
  readonly firstId: number;
};

function candleOf(
  { mode, tick, step }: HistoryTerms,
  { start, length, price, move, firstId }: CandleTerms,
  flow: Flow,
  random: Random,
): Candle {
  const spread = Math.max(0.5, (price * mode.spread) / 2);
  const atTick = (at: number, side: number): number => Math.max(1, Math.round(at + side * spread));
  const side = (): number => (random.next() < 0.5 ? -1 : 1);
  const deviation = flow.volatility * Math.sqrt(length / SECOND);
  // Draws the maximum of a Brownian motion that starts at 0 and ends at `end`. The formula is the inverse of the
  // distribution function of this maximum.
  const reach = (end: number): number =>
    (end + Math.sqrt(end ** 2 - 2 * deviation ** 2 * Math.log(1 - random.next()))) / 2;
  const open = atTick(price, side());
  const close = atTick(price * Math.exp(move), side());
  const high = Math.max(open, close, atTick(price * Math.exp(reach(move)), 1));
  const low = Math.min(open, close, atTick(price * Math.exp(-reach(-move)), -1));
  // The number of trades varies at random from candle to candle, and is higher if the price moves far.
  const moved = (high - low) / low / (deviation * RANGE);
  const activity = Math.exp(0.35 * gauss(random) - 0.06) * (0.6 + 0.4 * Math.min(3, moved));
  const count = Math.max(1, Math.round(((flow.trades * length) / SECOND) * activity));
  const volume = BigInt(Math.max(1, Math.round(count * flow.quantity))) * step;
  const average = (BigInt(open + high + low + close) * tick) / 4n;
  const takerVolume = ((volume / step) * BigInt(Math.round(300 + 400 * random.next())) * step) / 1000n;
  return {
    openTime: start,
    open: BigInt(open) * tick,
    high: BigInt(high) * tick,
    low: BigInt(low) * tick,
    close: BigInt(close) * tick,
    volume,
    quoteVolume: (volume * average) / ONE,
    takerVolume: takerVolume - (takerVolume % step),
    takerQuoteVolume: ((takerVolume - (takerVolume % step)) * average) / ONE,
    count,
    firstId,
    lastId: firstId + count - 1,
  };
}

function tradeOf(terms: HistoryTerms, fair: number, id: number, time: number, flow: Flow, random: Random): Trade {
  const { info, mode, tick, step } = terms;
  const isBuyerMaker = random.next() < 0.5;
  const spread = Math.max(0.5, (fair * mode.spread) / 2);
  const price = BigInt(Math.max(1, Math.round(fair + (isBuyerMaker ? -spread : spread)))) * tick;
  const steps = Math.max(1, Math.round((flow.quantity / MEAN_QUANTITY) * Math.exp(0.8 * gauss(random))));
  const quantity = BigInt(steps) * step;
  return {
    symbol: info.symbol,
    id,
    price,
    quantity,
    quoteQuantity: (price * quantity) / ONE,
    time,
    isBuyerMaker,
    // The engine has no orders for these trades.
    buyerOrderId: -1,
    sellerOrderId: -1,
    takerOrderId: -id,
  };
}

const ONE = 100_000_000n;

/** Returns a random count that has this average (Poisson distribution). */
function poisson(average: number, random: Random): number {
  const end = Math.exp(-average);
  let count = 0;
  for (let product = random.next(); product > end; product *= random.next()) count += 1;
  return count;
}
