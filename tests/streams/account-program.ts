import { rest } from '@pkg/core';
import { BinanceError } from '@pkg/core/errors';
import { createRandom, type ExchangeAccount } from '@pkg/simulator';
import { BinanceSocketManager } from '@pkg/streams';
import { userEvent } from '../../packages/simulator/src/protocol/user-data/user-event.js';
import { Dice } from '../support/dice.js';
import type { Life, Slot } from './account-lives.js';
import { createEd25519Account, run, setUpExchange, socketClient } from './support.js';
import { change, place, placePending } from './user-lives.js';
import { Wire, type WireRequest } from './wire.js';

const SYMBOLS = ['BNBBTC', 'LTCUSDT'] as const;
const BALANCES = { BTC: '1000', BNB: '100000', LTC: '1000', USDT: '100000' };

/** At which moments the program may close an account: inside a listener, or when a frame is sent or has arrived. */
export const MOMENTS: readonly string[] = [
  // Most often inside a listener.
  ...['event', 'event', 'event', 'event', 'event', 'status', 'status', 'status', 'status', 'notice', 'notice'],
  ...['sent userDataStream.subscribe', 'answered userDataStream.subscribe'],
  ...['sent session.logon', 'answered session.logon', 'sent openOrders', 'answered openOrders', 'answered account'],
  ...['sent allOrders', 'answered allOrders', 'sent session.subscriptions', 'answered session.subscriptions'],
  ...['sent myTrades', 'answered time'],
];

/** A program with three accounts on one manager. It opens and closes their user data, and trades. */
export class AccountProgram {
  readonly dice: Dice;
  /** What was wrong in the run. */
  readonly faults: string[] = [];
  readonly setup: ReturnType<typeof setUpExchange>;
  readonly wire: Wire;
  readonly slots: readonly Slot[];
  readonly manager: BinanceSocketManager;
  /** Every user data that was opened, from `userData()` to its end, including those that have ended. */
  readonly lives: Life[] = [];
  /** The promises that have not settled yet. */
  readonly unsettled: Set<string> = new Set();
  /** If true, the program does not reopen an account right after the account was closed. */
  isCalm = false;
  readonly #timers: unknown[] = [];

  constructor(seed: number) {
    this.dice = new Dice(seed);
    this.setup = setUpExchange({ seed, random: createRandom(seed) } as never);
    const { exchange, clock, account } = this.setup;
    exchange.setBook('LTCUSDT', { bids: [['80.00', '1000.000']], asks: [['100.00', '1000.000']] });
    this.wire = new Wire(exchange.environment, clock, {
      sent: (request) => this.#sent(request),
      answered: ({ method, key }) => this.#reached(`answered ${method}`, key),
    });
    this.slots = [
      this.#slot('first', account, 'HMAC'),
      this.#slot('second', undefined, 'Ed25519'),
      this.#slot('third', undefined, this.dice.pick(['Ed25519', 'HMAC'])),
    ];
    exchange.engine.on((event) => {
      const rendered = userEvent(event, clock.now() * 1_000);
      const slot = this.slots.find((each) => each.account.uid === rendered?.account);
      if (rendered) slot?.facts.push({ at: clock.monotonic(), event: rendered.render((us) => Math.floor(us / 1_000)) });
    });
    this.manager = new BinanceSocketManager(this.slots[0]?.clients[0] as never);
  }

  /** Opens the user data of an account. If it is open, the manager must return the same object. */
  async open(slot: Slot): Promise<void> {
    const dice = this.dice;
    const { clock } = this.setup;
    const before = slot.life;
    if (slot.isOpening) return;
    slot.isOpening = true;
    const client = dice.pick(slot.clients);
    const symbols = dice.chance(0.7) ? [...SYMBOLS] : [];
    const user = await this.manager.userData({ client, symbols }).catch(() => undefined);
    slot.isOpening = false;
    // `userData()` rejects if the manager is closed before the user data is open.
    if (!user) return;
    if (slot.life) {
      if (slot.life === before && user !== before.user) this.fail(`${slot.name}: opened twice`);
      return;
    }
    if (user.error) this.fail(`${slot.name}: opened an account that is ${user.status}`);
    const life: Life = {
      ...{ slot, user, knowsSymbols: symbols.length > 0, openedAt: clock.monotonic(), from: slot.facts.length },
      ...{
        live: undefined,
        until: undefined,
        seen: [],
        looped: [],
        notices: [],
        told: undefined,
        closeAt: '',
        isOver: false,
      },
    };
    slot.life = life;
    this.lives.push(life);
    let current: unknown;
    user.listen({
      event: (event) => {
        current = event;
        if (life.isOver) this.fail(`${slot.name}: ${event.e} after its end`);
        if (event.e !== 'eventStreamTerminated') life.seen.push(event);
        this.#reached('event', slot.key);
      },
      notice: (notice) => {
        if (life.isOver) this.fail(`${slot.name}: ${notice.type} after its end`);
        life.notices.push(notice);
        this.#reached('notice', slot.key);
      },
      status: (status) => {
        life.told = status;
        if (user.status === 'live') life.live ??= { at: clock.monotonic(), from: slot.facts.length };
        if (user.status === 'failed') this.#failed(life);
        else if (life.isOver && user.status !== 'closed') this.fail(`${slot.name}: ${user.status} after its end`);
        this.#reached('status', slot.key);
      },
    });
    const loop = async (): Promise<void> => {
      for await (const event of user.stream({ limit: 10_000 })) {
        if (event.e !== 'eventStreamTerminated') life.looped.push(event);
      }
    };
    this.watch(`${slot.name}: a loop`, loop());
    this.watch(`${slot.name}: ready()`, user.ready());
    const abort = new AbortController();
    const listen = user.subscribe(
      (event) => {
        // An event that closes the account still reaches all listeners.
        if ((life.isOver && event !== current) || abort.signal.aborted)
          this.fail(`${slot.name}: a listener was called after its end`);
      },
      { signal: abort.signal },
    );
    this.watch(`${slot.name}: subscribe()`, listen);
    const timer = this.setup.clock.setTimeout(() => abort.abort(new BinanceError('enough')), dice.below(5_000));
    this.#timers.push(timer);
  }

  /** Closes the user data of an account. */
  close(life: Life): void {
    const { slot, user } = life;
    this.#over(life);
    this.watch(`${slot.name}: close()`, user.close());
    if (user.status !== 'closed') this.fail(`${slot.name}: ${user.status} after close()`);
    if (this.dice.chance(0.4) && !this.isCalm) void this.open(slot);
  }

  /**
   * Ends the user data of the client with which the manager was created, by `stopUserSocket()`. If no other user data
   * is open, this also closes the connection.
   */
  stopOwn(): void {
    const life = this.slots[0]?.life;
    if (life) this.#over(life);
    this.watch('stopUserSocket()', this.manager.stopUserSocket());
    // The sockets are stopped before the account, so events may still arrive before the account is closed.
    void life?.user.close();
  }

  /** Closes the manager, and with it every account. */
  closeAll(): void {
    for (const timer of this.#timers.splice(0)) this.setup.clock.clearTimeout(timer);
    for (const { life } of this.slots) if (life) this.#over(life);
    this.watch('closing the manager', this.manager.close());
  }

  /** Places, changes or fills orders, or deposits an amount. */
  async trade({ trader, account }: Slot): Promise<void> {
    const dice = this.dice;
    const { exchange, clock } = this.setup;
    const symbol = dice.pick(SYMBOLS);
    const what = dice.next();
    const refused = (): void => undefined;
    if (what < 0.4) await run(clock, place(dice, trader, symbol).catch(refused));
    else if (what < 0.5) await run(clock, placePending(dice, trader, symbol).catch(refused));
    else if (what < 0.65) await run(clock, change(dice, exchange, trader, account.uid, symbol).catch(refused));
    else if (what < 0.75)
      exchange.fund(account.apiKey, { [dice.pick(['BTC', 'USDT', 'LTC'])]: String(dice.between(1, 5)) });
    else {
      const [low, high, digits] = symbol === 'BNBBTC' ? [0.01, 0.02, 7] : [80, 100, 2];
      const price = (low + (high - low) * dice.between(1, 9) * 0.1).toFixed(digits);
      try {
        exchange.trade(symbol, { price, quantity: String(dice.between(1, 6)) });
      } catch {
        // The exchange may refuse the trade because of a filter. This step then does nothing.
      }
    }
  }

  /** Reports a promise that does not settle until the end of the run, or rejects with an error of an unknown class. */
  watch(name: string, promise: Promise<unknown>): void {
    const each = `${name}, ${this.unsettled.size}, at ${this.setup.clock.monotonic()}`;
    this.unsettled.add(each);
    const settled = (): void => void this.unsettled.delete(each);
    promise.then(settled, (error: unknown) => {
      settled();
      if (!(error instanceof BinanceError)) this.fail(`${name} rejected with ${String(error)}`);
    });
  }

  fail(text: string): void {
    this.faults.push(`${text} (at ${Math.round(this.setup.clock.monotonic())} ms)`);
  }
  #slot(name: string, known: ExchangeAccount | undefined, keyType: 'Ed25519' | 'HMAC'): Slot {
    const { exchange } = this.setup;
    const signing = keyType === 'Ed25519' ? createEd25519Account(exchange, BALANCES) : undefined;
    const account = known ?? signing?.account ?? exchange.createAccount({ balances: BALANCES });
    const options = {
      ...{ transport: rest(), environment: this.wire.environment, logger: { warn: () => undefined } },
      ...(signing && { signer: signing.signer }),
    };
    const client = () => socketClient(exchange, account, options as never);
    return {
      ...{ name, account, key: account.apiKey, clients: [client(), client()], trader: client() },
      ...{ facts: [], life: undefined, isOpening: false, closedAt: -1, mayFail: 0 },
    };
  }

  #over(life: Life): void {
    life.isOver = true;
    life.until = life.slot.facts.length;
    life.slot.life = undefined;
    life.slot.closedAt = this.setup.clock.monotonic();
  }

  #failed(life: Life): void {
    const { slot, user } = life;
    if (slot.mayFail === 0) this.fail(`${slot.name}: failed: ${user.error}`);
    if (user.error?.name !== 'BinanceStreamError' || (user.error as { code?: number }).code !== -2015) {
      this.fail(`${slot.name}: failed with ${user.error?.name}: ${user.error}`);
    }
    slot.mayFail -= 1;
    this.#over(life);
  }

  #sent({ method, key, line, at }: WireRequest): void {
    this.#reached(`sent ${method}`, key);
    const slot = this.slots.find((each) => each.key === key);
    const isOver = slot && !slot.life && !slot.isOpening && at > slot.closedAt;
    if (isOver && !/^(session|ping|time|avgPrice|userDataStream.unsub)/.test(method)) {
      this.fail(`${slot.name}: ${method} after its end`);
    }
    if (!method.startsWith('userDataStream.subscribe')) return;
    if (!slot) return this.fail(`subscribed with the key '${key}'`);
    // An account that was closed while it subscribed may still have to end its subscription.
    const isJustClosed = slot.closedAt >= 0 && at < slot.closedAt + 10_000;
    if (!isJustClosed && this.wire.isSubscribed(line, key)) this.fail(`${slot.name}: subscribed twice`);
  }

  /** Closes the account of a key if the program wants to close it at this moment. */
  #reached(moment: string, key: string): void {
    const life = this.slots.find((each) => each.key === key)?.life;
    if (!life?.closeAt || !moment.startsWith(life.closeAt)) return;
    this.close(life);
  }
}
