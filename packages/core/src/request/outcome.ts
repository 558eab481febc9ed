import type { ClientContext } from '../client/context.js';
import {
  BinanceApiError,
  type BinanceError,
  BinanceRateLimitError,
  BinanceTransportError,
  BinanceUnknownOutcomeError,
  type ResolvedOutcome,
} from '../errors/index.js';
import type { AnyMethod, Call, Operation } from '../operations/operation.js';
import type { Clock } from '../platform/clock.js';
import { requestOf } from './call.js';

/** Asks the exchange, through the client that made the write. */
export type Ask = (operation: Operation<AnyMethod>, params: object, signal?: AbortSignal) => Promise<unknown>;

/** What it takes to ask until there is an answer. */
export type Asking = {
  readonly ask: Ask;
  /** True after `ms`; false as soon as the signal aborts or the client is closed. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<boolean>;
};

type Answer = Record<string, unknown>;
/** What asking once showed: the write's mark, or the thing without it, or that there is no such thing. */
type Sight = { readonly done: boolean; readonly order?: unknown };

const reading = { security: 'USER_DATA', weight: 4 } as const;
const getOrder: Operation<AnyMethod> = { ...reading, rest: 'GET /api/v3/order', ws: 'order.status' };
const getOrderList: Operation<AnyMethod> = { ...reading, rest: 'GET /api/v3/orderList', ws: 'orderList.status' };
const getOpenOrders: Operation<AnyMethod> = {
  ...reading,
  rest: 'GET /api/v3/openOrders',
  ws: 'openOrders.status',
  weight: 6,
};

/** Codes that mean: the write was taken in, and nobody knows what became of it. */
const unknownCodes = [-1001, -1006, -1007];
/** Codes that mean: there is no such order, or list. */
const absentCodes = [-2013, -2018];
/** The exchange gives up on a request after this long; before that it may still come to a write that it does not know yet. */
const processing = 10_000;
/** When nothing answers, asking ends this long after that. */
const patience = 60_000;

/** Whether a write that ended in this error may nevertheless have happened. */
export function isUnknownOutcome(error: unknown): boolean {
  if (error instanceof BinanceTransportError) return error.sent;
  return error instanceof BinanceApiError && (error.statusCode >= 500 || unknownCodes.includes(error.code ?? 0));
}

/** The error for such a write. `sentAt` is monotonic. */
export function unknownOutcome(
  call: Call,
  cause: BinanceError,
  sentAt: number,
  context: ClientContext,
  asking: Asking,
): BinanceUnknownOutcomeError {
  const { clock, recvWindow = 5000, serverTime } = context;
  const { code, statusCode } = cause as Partial<BinanceApiError>;
  const { newClientOrderId, listClientOrderId } = call.params as Partial<Record<string, string>>;
  const settled = sentAt + processing + Number(call.options.recvWindow ?? call.params.recvWindow ?? recvWindow);
  // The exchange's clock when the write left: what is older than that is not its work. Known now, before the host sleeps.
  const since = sentAt + (serverTime.offset ?? clock.now() - clock.monotonic()) - 1000;
  return new BinanceUnknownOutcomeError(
    `may or may not have been executed (${cause.message.slice(call.name.length + 2)})`,
    {
      request: requestOf(call),
      code,
      statusCode,
      newClientOrderId,
      listClientOrderId,
      resolve: (options) => resolve(call, since, settled, clock, asking, options?.signal),
    },
    { cause },
  );
}

/** Asks after 0.25, 0.5, 1, … 8 s until the write shows, or until it can no longer come to pass. */
async function resolve(
  call: Call,
  since: number,
  settled: number,
  clock: Clock,
  asking: Asking,
  signal?: AbortSignal,
): Promise<ResolvedOutcome> {
  for (let delay = 250; ; delay = Math.min(delay * 2, 8000)) {
    if (!(await asking.sleep(delay, signal))) return { outcome: 'unknown' };
    const asked = clock.monotonic();
    try {
      const { done, order } = await look(call, since, (operation, params) => asking.ask(operation, params, signal));
      if (done) return { outcome: 'executed', order };
      if (asked >= settled) return { outcome: 'notExecuted', order };
    } catch (error) {
      if (error instanceof BinanceApiError && !isPassing(error)) throw error;
      if (asked >= settled + patience) return { outcome: 'unknown' };
    }
  }
}

/** Whether asking again may do better: the exchange is busy, wants to be left alone, or its firewall does. */
function isPassing(error: BinanceApiError): boolean {
  return error instanceof BinanceRateLimitError || error.statusCode === 403 || isUnknownOutcome(error);
}

/** Looks for the write's mark at the exchange, by what kind of write it was. */
async function look({ operation, params }: Call, since: number, ask: Ask): Promise<Sight> {
  const { symbol, orderId, origClientOrderId, newClientOrderId, listClientOrderId, orderListId } = params;
  const order = (reference: object): Promise<Answer | undefined> => find(ask, getOrder, { symbol, ...reference });
  switch (operation.ws) {
    case 'order.cancel': {
      const found = await order({ orderId, origClientOrderId });
      return { done: found?.status === 'CANCELED', order: found };
    }
    case 'order.amend.keepPriority': {
      // An amended order goes by its new id; one that was not still goes by the old.
      const known = orderId === undefined ? await order({ origClientOrderId: newClientOrderId }) : undefined;
      const found = known ?? (await order({ orderId, origClientOrderId }));
      return { done: Number(found?.origQty) === Number(params.newQty), order: found };
    }
    case 'order.cancelReplace': {
      const made = newSince(await order({ origClientOrderId: newClientOrderId }), since);
      if (made) return { done: true, order: made };
      // The first half may have happened without the second: the order to be replaced tells.
      const { cancelOrderId, cancelOrigClientOrderId } = params;
      return {
        done: false,
        order: await order({ orderId: cancelOrderId, origClientOrderId: cancelOrigClientOrderId }),
      };
    }
    case 'openOrders.cancelAll': {
      const open = (await ask(getOpenOrders, { symbol })) as Answer[];
      return { done: !open.some((each) => millis(each.time) < since), order: open };
    }
    case 'orderList.cancel': {
      const list = await find(ask, getOrderList, { orderListId, origClientOrderId: listClientOrderId });
      if (list?.listOrderStatus !== 'ALL_DONE') return { done: false, order: list };
      // A list is also done when it was filled, or expired; an order that was cancelled tells. The first may have been
      // filled before, and the others be what was cancelled.
      for (const { orderId } of list.orders as Answer[]) {
        if ((await order({ orderId }))?.status === 'CANCELED') return { done: true, order: list };
      }
      return { done: false, order: list };
    }
    default: {
      const found =
        listClientOrderId === undefined
          ? await order({ origClientOrderId: newClientOrderId })
          : await find(ask, getOrderList, { origClientOrderId: listClientOrderId });
      const made = newSince(found, since);
      return { done: made !== undefined, order: made };
    }
  }
}

/** An id is unique among open orders only: an older order may have had the caller's. */
function newSince(made: Answer | undefined, since: number): Answer | undefined {
  return made && millis(made.time ?? made.transactionTime) >= since ? made : undefined;
}

async function find(ask: Ask, operation: Operation<AnyMethod>, params: object): Promise<Answer | undefined> {
  try {
    return (await ask(operation, params)) as Answer;
  } catch (error) {
    if (error instanceof BinanceApiError && absentCodes.includes(error.code ?? 0)) return undefined;
    throw error;
  }
}

/** A time of the exchange in ms, whichever unit it came in. */
function millis(time: unknown): number {
  return Number(time) > 1e14 ? Number(time) / 1000 : Number(time);
}
