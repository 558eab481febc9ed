import { quantityAbove, quantityWorth, restingPrice } from '../order/amounts.js';
import { type Market, minTotal } from './market.js';
import { messageOf } from './message-of.js';
import { pause } from './retrying.js';
import type { Session } from './session.js';

/** A failure that the user can cause, to see how the client handles it. */
export type Experiment = {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly needs: 'book' | 'account' | 'simulator';
  readonly run: (session: Session, market: Market) => Promise<void>;
};

const AWAY = 4_000;
const STORM = 8_000;
const FIVE_MINUTES = 300_000;
const CLOCK_CHECK = 1_500;

export const EXPERIMENTS: readonly Experiment[] = [
  {
    id: 'drop-diff',
    title: 'Drop a diff',
    summary: 'The next event of the book is lost. The book notices the gap in its ids, and heals.',
    needs: 'book',
    run: async (session, { symbol }) => {
      session.code.note('Follow a book that heals itself', bookCode(symbol));
      session.wire.dropNextDepth(symbol);
    },
  },
  {
    id: 'lose-answer',
    title: 'Lose an answer',
    summary: 'An order is sent, and the connection breaks before its answer. The order is never sent twice.',
    needs: 'account',
    run: async (session, market) => {
      session.wire.loseReplyTo('order.place');
      await placeResting(session, market, -400);
      // If the order was not sent, the wire still waits for an order whose reply it can lose. The empty method matches
      // no request, so the reply to the user's next order is not lost.
      session.wire.loseReplyTo('');
    },
  },
  {
    id: 'filled-away',
    title: 'Filled while away',
    summary: 'An order rests, all connections break, the market fills it. The fill is reported once, as recovered.',
    needs: 'simulator',
    run: async (session, market) => {
      const price = await placeResting(session, market, -2);
      if (price === undefined) return;
      await pause(600, session.signal);
      session.wire.cut(AWAY);
      await session.simulated?.control?.('POST /sim/trade', {
        symbol: market.symbol,
        price,
        quantity: bigQuantity(market),
      });
    },
  },
  {
    id: 'storm',
    title: '429 storm',
    summary: 'The exchange answers 429 for 8 s. Requests wait in a queue; none is sent inside the stop.',
    needs: 'book',
    run: async (session, { symbol }) => {
      const { client, wire, code } = session;
      code.note(
        'See the limits',
        'client.limits.use;          // each window: used, limit, reset\nclient.limits.stoppedUntil; // no request before this time',
      );
      wire.refuseRequests(STORM);
      const reads = Array.from({ length: 5 }, () =>
        client?.getOrderBook({ symbol, limit: 5 }, { signal: session.signal }),
      );
      await Promise.allSettled(reads);
    },
  },
  {
    id: 'clock',
    title: 'Clock five minutes off',
    summary: 'The clock of this machine is set wrong. Orders go on, because the client signs by the exchange’s clock.',
    needs: 'account',
    run: async (session, market) => {
      session.clock.skew = session.clock.skew === 0 ? FIVE_MINUTES : 0;
      session.code.note(
        'The measured time',
        'client.context.serverTime.offset; // exchange time minus monotonic time, in ms',
      );
      if (session.clock.skew === 0) return;
      // After a jump of the clock, the client checks its connections, because the machine may have slept. The
      // experiment places its order after this check.
      await pause(CLOCK_CHECK, session.signal);
      await placeResting(session, market, -500);
    },
  },
];

/**
 * Places a small buy order at a price `basisPoints` above the best bid, or below the best bid if `basisPoints` is
 * negative. Returns the price if the order was sent.
 */
export async function placeResting(session: Session, market: Market, basisPoints: number): Promise<string | undefined> {
  const best = market.book.bestBid?.[0];
  const orders = session.orders.peek();
  if (!best || !orders) return undefined;
  const price = restingPrice(best, market.tickSize, basisPoints);
  const quantity = smallQuantity(market, price);
  const params = { symbol: market.symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price, quantity };
  try {
    await orders.place({ operation: 'createOrder', params, text: `Buy ${quantity} ${market.base} at ${price}` });
    return price;
  } catch (error) {
    session.toasts.show('error', 'Not sent', messageOf(error));
    return undefined;
  }
}

/** Returns a quantity whose value is about five times the smallest allowed order value of the symbol. */
function smallQuantity({ info, stepSize }: Market, price: string): string {
  return quantityWorth(minTotal(info) ?? '10', 5, price, stepSize);
}

/** Returns the sum of the quantities of the best 20 bids. */
function bigQuantity({ book, stepSize }: Market): string {
  return quantityAbove(
    book.getBids(20).map(([, quantity]) => quantity),
    stepSize,
  );
}

function bookCode(symbol: string): string {
  return [
    `const books = new DepthCacheManager(client, '${symbol}', draw);`,
    'books.onStatus(({ status, reason }) => console.log(status, reason));',
    'await books.ready();',
  ].join('\n');
}
