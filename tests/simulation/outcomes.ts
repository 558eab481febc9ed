import type { SpotClient } from '@pkg/core';
import {
  BinanceApiError,
  BinanceOrderError,
  BinanceRateLimitError,
  BinanceTransportError,
  BinanceUnknownOutcomeError,
} from '@pkg/core/errors';
import { Effects, type PlacedOrder } from './effects.js';
import type { Trader } from './orders.js';
import type { Stop, World } from './world.js';

type Outcome = 'accepted' | 'refused' | 'not sent' | 'unknown' | 'pending';

/**
 * A write, such as an order or a cancellation, that the run has asked the client to send. `id` is the client order id
 * of the write. By this id, the simulation finds what the write has changed at the exchange.
 */
type Intent = {
  readonly name: string;
  readonly id: string;
  outcome: Outcome;
  error: unknown;
  resolved: string | undefined;
  isResolving: boolean;
  /**
   * Whether another write can have the same effect, such as another call that cancels the same order. The effect then
   * does not prove which of the writes was executed.
   */
  readonly isForState: boolean;
  /** The parameters of a single new order; undefined for any other write. */
  readonly params: PlacedOrder | undefined;
  /**
   * What `resolve()` must find out if the outcome is unknown: that the write was not executed, or whether the exchange
   * has the order or the list. Undefined if other disturbances may keep `resolve()` from finding it out.
   */
  readonly expected: 'notExecuted' | 'order' | 'list' | undefined;
  /** Whether it is a violation if the answer of the exchange does not reach the client. */
  readonly isAnswered: boolean;
  /** Whether the exchange has certainly not executed the write. */
  readonly isLost: boolean;
};

/** What is known of a write, in addition to its name and its client order id. */
export type WriteDetails = Partial<Pick<Intent, 'isForState' | 'params' | 'expected' | 'isAnswered' | 'isLost'>>;

/** The abort signal of a call, and when it was aborted. */
export type Aborting = {
  readonly signal: AbortSignal;
  at: number | undefined;
  /** The longest time that the call may take, in ms. */
  most?: number | undefined;
};

/** The longest time that a call may take, in ms, including the wait for a permit and the deadline of its request. */
export const LONGEST_CALL = 75_000;
/**
 * If the machine is asleep or busy for longer than this during a call, in ms, the client may refuse to send the request
 * afterwards.
 */
const LONGEST_PAUSE = 10_000;
/** The message with which the exchange refuses an amendment to the quantity that the order already has. */
const NO_CHANGE = /would change no state/;
/** How long a call may take during a ban, in ms. During a ban, the client must let calls fail at once. */
const BANNED_WITHIN = 500;
/** How long a call may go on after its signal was aborted, in ms. */
const ABORTED_WITHIN = 1_000;
/**
 * How long `resolve()` may take for an executed write, in ms, if nothing delays it but the opening of a new connection.
 */
const RESOLVED_WITHIN = 8_000;
/** For how many ms after a change of a symbol's status the client may still use the old status to check orders. */
const OLD_RULES = 70_000;
/**
 * The error codes by which the exchange refuses the form of a request: a parameter is malformed, missing or unknown, or
 * the signature or the API key is wrong. The exchange never has a reason to refuse a request of the client so.
 */
const REFUSES_FORM: readonly number[] = [-1022, -1100, -1101, -1102, -1103, -1104, -1105, -1106, -2014, -2015];

/** The error codes by which the exchange says that it does not know the outcome of a write. */
const UNKNOWN_CODES: readonly number[] = [-1001, -1006, -1007];
/** While less than this share of a limit is used, the exchange certainly accepts another request. */
export const ROOM = 0.5;

/** Compares the outcomes that the client reports for writes with what the exchange did. */
export class Outcomes {
  readonly #world: World;
  readonly #client: SpotClient;
  readonly #account: Trader['account'];
  readonly #stop: Stop;
  /** The client order id that several orders may have. */
  readonly #twin: string;
  readonly #effects: Effects;
  readonly #intents: Intent[] = [];
  readonly #haltedAt = new Map<string, number>();
  #isClosed = false;

  constructor(world: World, { client, account, stop }: Trader, twin: string) {
    this.#world = world;
    this.#client = client;
    this.#account = account;
    this.#stop = stop;
    this.#twin = twin;
    this.#effects = new Effects(world.exchange, account.uid);
    world.exchange.engine.on((event) => {
      if (event.type === 'SYMBOL') this.#haltedAt.set(event.symbol.symbol, world.clock.monotonic());
    });
  }

  /** How many writes were sent. */
  get count(): number {
    return this.#intents.length;
  }

  /** Drops recorded data that the next cycle of the run (disturbances, then a quiet phase) does not need. */
  forget(): void {
    this.#intents.length = 0;
    this.#effects.forget();
  }

  close(): void {
    this.#isClosed = true;
  }

  /**
   * Follows a write that has just been sent.
   *
   * @param id the client order id of the write, by which the simulation finds what the write has changed at the
   * exchange
   */
  follow(
    name: string,
    id: string,
    aborting: Aborting,
    call: Promise<unknown>,
    { isForState = false, params, expected, isAnswered = false, isLost = false }: WriteDetails = {},
  ): void {
    const { trace, clock, host, pending, fail, checkError } = this.#world;
    const intent: Intent = {
      name,
      id,
      outcome: 'pending',
      error: undefined,
      resolved: undefined,
      isResolving: false,
      isForState,
      params,
      expected,
      isAnswered,
      isLost,
    };
    this.#intents.push(intent);
    this.#world.sentOrders.called(id);
    const from = host.attended;
    const began = clock.monotonic();
    const since = host.monotonic();
    const { most = LONGEST_CALL } = aborting;
    // A call during a ban may wait for the reply to an earlier request, or for the end of a suspension of orders that
    // lasts longer than the ban.
    const mayWait = this.#client.limits.ordersStoppedUntil !== undefined || this.#stop.awaitedReads > 0;
    const isBanned = !mayWait && this.#stop.bannedUntil - host.monotonic() > 2 * BANNED_WITHIN;
    const ended = (outcome: Outcome, error?: unknown): void => {
      intent.outcome = outcome;
      intent.error = error;
      trace.add('order', `${name} ${outcome}${error === undefined ? '' : `: ${(error as Error).message}`}`);
      const took = host.attended - from;
      if (took > most) fail(`${name}: took ${took} ms`);
      if (isBanned && took > BANNED_WITHIN) fail(`${name}: took ${took} ms during a ban`);
      const late = aborting.at === undefined ? 0 : host.attended - aborting.at;
      if (late > ABORTED_WITHIN) fail(`${name}: ended ${late} ms after it was aborted`);
      if (this.#effects.isListenedTo(aborting.signal)) fail(`${name}: left a listener on the signal`);
    };
    pending.watch(name, call).then(
      (answer) => {
        ended('accepted');
        if (!isForState) this.#checkAnswer(name, id, answer);
      },
      (error: unknown) => {
        checkError(name, error);
        ended(outcomeOf(error), error);
        if (intent.outcome === 'pending') fail(`${name}: ended with ${error}`);
        if (isAnswered && intent.outcome !== 'refused') fail(`${name}: got no answer: ${error}`);
        this.#checkRefusal(name, error, since, clock.monotonic() - began - (host.attended - from));
        this.#checkUnknown(name, error);
        if (intent.outcome === 'unknown' && (expected || this.#effects.random(name) < 0.5)) void this.#resolve(intent);
      },
    );
  }

  /** Checks that the answer to a new order or a new order list is about this order or list. */
  #checkAnswer(name: string, id: string, answer: unknown): void {
    const { newOrderResponse = answer } = Object(answer) as { newOrderResponse?: unknown };
    const { clientOrderId, listClientOrderId = clientOrderId } = Object(newOrderResponse) as {
      clientOrderId?: unknown;
      listClientOrderId?: unknown;
    };
    if (id !== '' && listClientOrderId !== undefined && listClientOrderId !== id)
      this.#world.fail(`${name}: got the answer to ${listClientOrderId}`);
  }

  /**
   * Checks that there was a reason to refuse a write. For example, the client must not refuse a write while the symbol
   * can be traded and the exchange's limits have room for it. `since` is when the call began, by the machine's monotonic
   * clock. `paused` is how long the machine was asleep or busy during the call. Both are in ms.
   */
  #checkRefusal(name: string, error: unknown, since: number, paused: number): void {
    const { fail, clock, exchange, host, conditions } = this.#world;
    if (error instanceof BinanceOrderError) {
      const halted = [...this.#haltedAt.values()].some((at) => clock.monotonic() - at < OLD_RULES);
      if (!halted) fail(`${name}: refused by the client: ${error.message}`);
    }
    // After the wall clock was set, the client uses it until the exchange's time is measured again.
    const wasStepped = host.steppedAt >= since;
    const couldSend = host.monotonic() > this.#stop.until && paused < LONGEST_PAUSE && !wasStepped;
    if (error instanceof BinanceRateLimitError && !error.sent && couldSend) {
      const counts = exchange.engine.unfilledOrderCounts(this.#account.uid);
      const hasRoom = counts.every(({ count, limit }) => count <= ROOM * limit);
      const { use, stoppedUntil, ordersStoppedUntil } = this.#client.limits;
      const isFree = use.every(({ count, limit }) => count <= ROOM * (limit ?? Infinity));
      if (hasRoom && isFree && !stoppedUntil && !ordersStoppedUntil && conditions.weight > 0) {
        fail(`${name}: not sent, although the exchange has room: ${error.message}`);
      }
    }
    if (error instanceof BinanceApiError && REFUSES_FORM.includes(error.code ?? 0))
      fail(`${name}: the request was malformed: ${error}`);
    if (error instanceof BinanceApiError && /[Dd]uplicate/.test(error.message) && !/twin/.test(String(error.message))) {
      const isTwin = this.#intents.some(({ id }) => id === this.#twin);
      if (!isTwin) fail(`${name}: refused as a duplicate`);
    }
  }

  /**
   * Checks that the client does not report the outcome of a write as unknown if the exchange or the client knows it.
   */
  #checkUnknown(name: string, error: unknown): void {
    const { fail, sentOrders } = this.#world;
    if (!(error instanceof BinanceUnknownOutcomeError)) return;
    const { code, statusCode = 0, cause, listClientOrderId, newClientOrderId } = error;
    const isRefusal = statusCode >= 400 && statusCode < 500 && code !== undefined && !UNKNOWN_CODES.includes(code);
    if (isRefusal) fail(`${name}: refused with ${statusCode} ${code}, but reported as unknown`);
    if (cause instanceof BinanceTransportError && !cause.sent) fail(`${name}: not sent, but reported as unknown`);
    const id = listClientOrderId ?? newClientOrderId;
    if (id !== undefined && !sentOrders.has(id))
      fail(`${name}: reported as unknown, although no request had its id ${id}`);
  }

  async #resolve(intent: Intent): Promise<void> {
    if (intent.isResolving) return;
    intent.isResolving = true;
    const { fail, pending, checkError, trace, host, conditions } = this.#world;
    const { error, name, expected } = intent;
    const from = host.attended;
    try {
      const { outcome } = await pending.watch(`resolve() of ${name}`, (error as BinanceUnknownOutcomeError).resolve());
      intent.resolved = outcome;
      trace.add('order', `${name} resolved: ${outcome}`);
      const took = host.attended - from;
      if (!intent.isForState && this.#effects.random(`${name} again`) < 0.5) await this.#resolveAgain(intent, outcome);
      if (intent.isLost && outcome === 'executed') fail(`${name}: resolved as executed, but it was lost`);
      if (!expected) return;
      const { listClientOrderId = '' } = error as BinanceUnknownOutcomeError;
      const isPlaced = this.#effects.count(expected === 'list' ? listClientOrderId : intent.id) > 0;
      const truth = isPlaced && expected !== 'notExecuted' ? 'executed' : 'notExecuted';
      // If an earlier list has ended since, the client cannot exclude that this list was the lost one.
      const isDoubtful = expected === 'list' && !isPlaced && outcome === 'unknown';
      if (outcome !== truth && !isDoubtful) fail(`${name}: resolved as ${outcome}, not as ${truth}`);
      if (expected === 'list' && isPlaced && took > RESOLVED_WITHIN && !conditions.renewal)
        fail(`${name}: resolved after ${took} ms`);
    } catch (failure) {
      if (this.#isClosed) return;
      checkError(name, failure);
      fail(`${name}: resolve() failed: ${failure}`);
    }
  }

  /** Checks that a second `resolve()` of a write does not contradict the first one. */
  async #resolveAgain({ name, error }: Intent, first: string): Promise<void> {
    const { fail, pending, trace } = this.#world;
    const again = (error as BinanceUnknownOutcomeError).resolve();
    const { outcome } = await pending.watch(`second resolve() of ${name}`, again);
    trace.add('order', `${name} resolved again: ${outcome}`);
    const isContradiction = outcome !== 'unknown' && first !== 'unknown' && outcome !== first;
    if (isContradiction) fail(`${name}: resolved as ${first}, and then as ${outcome}`);
  }

  /** Checks the outcome of each write, after the disturbances have ended. */
  async checkEnd(): Promise<void> {
    const { clock } = this.#world;
    // 240 s are enough for the two longest waits. A call may wait for the exchange's rate limits, and `resolve()` waits
    // until the exchange can no longer execute the write.
    for (let waited = 0; waited < 240_000; waited += 1_000) {
      const open = this.#intents.filter(({ outcome, resolved }) => outcome === 'unknown' && !resolved);
      for (const intent of open) void this.#resolve(intent);
      if (open.length === 0 && this.#intents.every(({ outcome }) => outcome !== 'pending')) break;
      await clock.advance(1_000);
    }
    const byId = new Map<string, Intent[]>();
    for (const intent of this.#intents) if (intent.id) byId.set(intent.id, [...(byId.get(intent.id) ?? []), intent]);
    for (const [id, intents] of byId) this.#checkId(id, intents);
  }

  /**
   * Checks how often the exchange executed the writes with one client order id. The number must agree with the outcomes
   * that the client reported. Usually only one write has the id.
   */
  #checkId(id: string, intents: readonly Intent[]): void {
    const { fail } = this.#world;
    const count = this.#effects.count(id);
    const is = (outcome: Outcome, resolved?: string): number =>
      intents.filter((each) => each.outcome === outcome && (resolved === undefined || each.resolved === resolved))
        .length;
    const executed = is('unknown', 'executed');
    const [{ isForState }] = intents as [Intent];
    // Amendments that the exchange refused because the order already had the new quantity. For example, the amendment
    // of another order of the list has set it.
    const unneeded = intents.filter(({ error }) => NO_CHANGE.test(String(error))).length;
    const sure = is('accepted') + (isForState ? 0 : executed);
    const maybe = is('accepted') + executed + is('unknown', 'unknown') + is('pending') + unneeded;
    const [{ name, outcome, error, resolved, params }] = intents as [Intent];
    const difference = params && intents.length === 1 ? this.#effects.differenceOf(id, params) : undefined;
    if (difference) fail(`${name}: the exchange has placed it with ${difference}`);
    const story = `${name}: ${outcome}${resolved ? `, then ${resolved}` : ''}`;
    if (count > maybe) fail(`${story}, but the exchange has executed it ${count} times: ${error}`);
    if (count < sure) fail(`${story}, but the exchange has executed it ${count} times`);
    if (is('pending') > 0) fail(`${name}: has not ended`);
  }
}

/** Returns the outcome of a write that ended with this error; `pending` for an error with which no write may end. */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof BinanceUnknownOutcomeError) return 'unknown';
  if (error instanceof BinanceOrderError) return 'not sent';
  // A cancel-replace also fails if only its cancellation was refused. In this case the new order was placed.
  if (error instanceof BinanceApiError && Object(error.data).newOrderResult === 'SUCCESS') return 'accepted';
  if (error instanceof BinanceApiError) return 'refused';
  return error instanceof BinanceTransportError ? 'not sent' : 'pending';
}
