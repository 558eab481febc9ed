import { AccountDisturbances } from './account-disturbances.js';
import { checkLife, type Life, type Slot, textsOf } from './account-lives.js';
import { AccountProgram, MOMENTS } from './account-program.js';
import { balancesOf, expectSame, pickOrder } from './check-user-events.js';
import { run } from './support.js';

// Random runs of several accounts on one manager. The program opens and closes the user data of each account at any
// moment, while the connection is lost, renewed or refused.

/** The longest time for which an account may stay `live` while the exchange has no subscription of it, in ms. */
const LONGEST_UNNOTICED = 75_000;
/** How long after the last disturbance every account must be live again, in ms. */
const BACK_WITHIN = 90_000;

/** The results of one random run. */
export type Run = {
  readonly faults: readonly string[];
  readonly lives: number;
  readonly events: number;
  readonly recovered: number;
  readonly sockets: number;
  readonly requests: number;
};

/** Makes one random run and returns its faults. */
export async function liveTogether(seed: number): Promise<Run> {
  return new SeveralAccounts(seed).run();
}

class SeveralAccounts {
  readonly #program: AccountProgram;
  readonly #disturbances: AccountDisturbances;
  readonly #dice: AccountProgram['dice'];
  readonly #setup: AccountProgram['setup'];
  /** Since when an account is `live` although the exchange has no subscription of it. */
  readonly #goneSince = new Map<Life, number>();

  constructor(seed: number) {
    this.#program = new AccountProgram(seed);
    const { dice, setup, wire } = this.#program;
    this.#dice = dice;
    this.#setup = setup;
    this.#disturbances = new AccountDisturbances(setup.exchange, dice, wire);
  }

  async run(): Promise<Run> {
    const { clock, exchange } = this.#setup;
    const dice = this.#dice;
    this.#disturbances.script({ kind: 'delay', ms: dice.between(2, 300), jitter: dice.below(300), scope: 'wsApi' });
    for (const slot of this.#program.slots) if (dice.chance(0.8)) await this.#program.open(slot);
    for (let step = dice.between(40, 70); step > 0; step--) {
      await this.#act();
      if (dice.chance(0.75))
        await this.#advance(
          dice.pick([1, 10, 100, 300, 1_000, 1_000, 3_000, 3_000, 10_000, dice.pick([10_000, 65_000])]),
        );
    }
    // In some runs the program ends in the middle of the disturbances.
    if (dice.chance(0.8)) await this.#runCalmly();
    else this.#disturbances.stopAll();
    this.#program.closeAll();
    await clock.advance(500);
    for (const life of this.#program.lives) if (life.until !== undefined) this.#program.faults.push(...checkLife(life));
    for (const { clients, trader } of this.#program.slots) for (const client of [...clients, trader]) client.close();
    if (exchange.sockets.size > 0) this.#program.fail(`${exchange.sockets.size} sockets are left`);
    exchange.close();
    await clock.advance(0);
    for (const name of this.#program.unsettled) this.#program.fail(`${name} never settled`);
    if (clock.pending > 0) this.#program.fail(`${clock.pending} timers are left`);
    for (const failure of exchange.failures) this.#program.fail(`the exchange failed: ${String(failure)}`);
    this.#checkRates();
    const events = this.#program.lives.flatMap(({ seen }) => seen);
    return {
      faults: this.#program.faults,
      lives: this.#program.lives.length,
      events: events.length,
      recovered: events.filter((event) => 'recovered' in event && event.recovered).length,
      sockets: this.#program.wire.lines.length,
      requests: this.#program.wire.requests.length,
    };
  }

  async #runCalmly(): Promise<void> {
    await this.#calmDown();
    await this.#tradeCalmly();
    await this.#disturbOnce();
    await this.#closeSome();
    for (const life of this.#program.lives) {
      if (life.until === undefined && life.user.status === 'live') this.#program.faults.push(...checkLife(life));
    }
    if (this.#dice.chance(0.5)) await this.#stopLast();
  }

  async #act(): Promise<void> {
    const dice = this.#dice;
    const slot = dice.pick(this.#program.slots);
    const what = dice.next();
    if (what < 0.14) await this.#program.open(slot);
    else if (what < 0.16 && slot.life) this.#program.close(slot.life);
    else if (what < 0.22 && slot.life) slot.life.closeAt = dice.pick(MOMENTS);
    else if (what < 0.225) this.#program.stopOwn();
    else if (what < 0.23) this.#program.closeAll();
    else if (what < 0.33) this.#disturbances.line();
    else if (what < 0.41) this.#disturbances.subscription(slot, this.#program.slots);
    else if (what < 0.43) this.#setup.exchange.announceShutdown(dice.pick([0, 500, 5_000, 15_000]));
    else if (what < 0.46) await this.#renewSlowly();
    else if (what < 0.54 || this.#disturbances.count > 4) this.#disturbances.stopOne();
    else await this.#program.trade(slot);
  }

  /** Trades while the old and the new socket of a renewal both carry events. */
  async #renewSlowly(): Promise<void> {
    this.#disturbances.slowRenewal();
    for (let i = this.#dice.between(3, 8); i > 0; i--) {
      await this.#program.trade(this.#dice.pick(this.#program.slots));
      await this.#advance(this.#dice.pick([0, 10, 300, 1_000]));
    }
  }

  /** Ends all disturbances. Then every account must be live, and know all balances and orders. */
  async #calmDown(): Promise<void> {
    this.#program.isCalm = true;
    this.#disturbances.stopAll();
    for (const { life } of this.#program.slots) if (life) life.closeAt = '';
    for (const slot of this.#program.slots) if (!slot.life && this.#dice.chance(0.5)) await this.#program.open(slot);
    await this.#advance(BACK_WITHIN);
    for (const slot of this.#program.slots) slot.mayFail = 0;
    for (const { ending, leftover } of this.#program.wire.open) for (const id of ending) leftover.add(id);
    await this.#checkAll('after the disturbances');
  }

  /** While nothing is disturbed, every event must arrive once, in order, and no request must be repeated. */
  async #tradeCalmly(): Promise<void> {
    const { clock } = this.#setup;
    const before = this.#program.slots.map(({ life, facts }) => ({
      ...{ life, facts: facts.length, seen: life?.seen.length ?? 0, notices: life?.notices.length },
    }));
    const requests = this.#program.wire.requests.length;
    for (let i = 0; i < 12; i++) {
      await this.#program.trade(this.#program.slots[i % this.#program.slots.length] as Slot);
      await clock.advance(this.#dice.pick([0, 1, 40, 200]));
    }
    await this.#advance(120_000);
    this.#program.slots.forEach((slot, i) => {
      const { life, facts, seen, notices } = before[i] as (typeof before)[number];
      if (!life) return;
      const truth = textsOf(slot.facts.slice(facts).map(({ event }) => event));
      expectSame(this.#program.faults, `${slot.name}: events of calm trading`, truth, textsOf(life.seen.slice(seen)));
      if (life.notices.length !== notices) this.#program.fail(`${slot.name}: a gap without a disturbance`);
    });
    // In these two minutes, the client may check each subscription twice, probe the socket, and send the requests of a
    // renewal.
    const count = this.#program.wire.requests.length - requests;
    if (count > 60) this.#program.fail(`${count} requests without a disturbance`);
    await this.#checkAll('after calm trading');
  }

  /** Disturbs once, while the accounts trade. The recovery must be quick and need few requests and sockets. */
  async #disturbOnce(): Promise<void> {
    const dice = this.#dice;
    const { exchange } = this.#setup;
    const [requests, sockets] = [this.#program.wire.requests.length, this.#program.wire.lines.length];
    const slot = dice.pick(this.#program.slots);
    const [name, within, act] = dice.pick<[string, number, () => unknown]>([
      ['the cut', 15_000, () => exchange.sockets.cutAll()],
      ['the close', 15_000, () => exchange.sockets.cutAll(1001)],
      ['the announced shutdown', 30_000, () => exchange.announceShutdown(10_000)],
      ['the silent end of a subscription', LONGEST_UNNOTICED, () => this.#disturbances.endSilently(slot)],
      ['the end of a subscription', 5_000, () => this.#disturbances.terminate(slot)],
    ]);
    act();
    for (let i = 0; i < 6; i++) {
      await this.#program.trade(dice.pick(this.#program.slots));
      await this.#advance(dice.pick([0, 1, 100, 700]));
    }
    await this.#advance(within);
    await this.#checkAll(`after ${name}`);
    const [asked, opened] = [this.#program.wire.requests.length - requests, this.#program.wire.lines.length - sockets];
    if (asked > 150 || opened > 3) this.#program.fail(`${asked} requests and ${opened} sockets after ${name}`);
  }

  /** Closes some accounts. The exchange must then have only the subscriptions of the others. */
  async #closeSome(): Promise<void> {
    for (const { life } of this.#program.slots) if (life && this.#dice.chance(0.5)) this.#program.close(life);
    await this.#advance(2_000);
    await this.#checkAll('after some accounts were closed');
    for (const slot of this.#program.slots) await this.#program.trade(slot);
    await this.#advance(2_000);
    await this.#checkAll('after a trade of closed accounts');
  }

  /**
   * Closes the user data of all accounts. The last one is that of the client with which the manager was created, and is
   * ended by `stopUserSocket()`. The manager must then close the connection.
   */
  async #stopLast(): Promise<void> {
    const { slots, wire } = this.#program;
    const own = slots[0] as Slot;
    if (!own.life) await this.#program.open(own);
    for (const { life } of slots) if (life && life !== own.life) this.#program.close(life);
    this.#program.stopOwn();
    await this.#advance(2_000);
    if (wire.open.length > 0) this.#program.fail(`${wire.open.length} sockets after all accounts were stopped`);
  }

  // Checks.

  /** Checks that each open account is live, subscribed once, and has the balances and orders of the exchange. */
  async #checkAll(when: string): Promise<void> {
    const { clock } = this.#setup;
    const expected: string[] = [];
    for (const { name, key, life, trader } of this.#program.slots) {
      if (!life) continue;
      expected.push(key);
      if (life.user.status !== 'live') this.#program.fail(`${name} is ${life.user.status} ${when}`);
      const { balances, openOrders } = life.user.accountState();
      const [account, orders] = await run(clock, Promise.all([trader.getAccount(), trader.getOpenOrders()]));
      const known = balancesOf([...balances].map(([asset, balance]) => ({ asset, ...balance })));
      expectSame(this.#program.faults, `${name}: balances ${when}`, balancesOf(account.balances), known);
      const opened = [...openOrders.values()].map((order) => pickOrder(order)).sort();
      expectSame(
        this.#program.faults,
        `${name}: open orders ${when}`,
        orders.map((order) => pickOrder(order)).sort(),
        opened,
      );
    }
    const { status } = this.#program.manager;
    if (expected.length > 0 && status !== 'open') this.#program.fail(`the manager is ${status} ${when}`);
    const { open } = this.#program.wire;
    const keys = open.flatMap(({ subscriptions, leftover }) =>
      [...subscriptions].flatMap(([id, key]) => (leftover.has(id) ? [] : [key])),
    );
    expectSame(this.#program.faults, `subscriptions ${when}`, expected.sort(), keys.sort());
    if (open.length > 1) this.#program.fail(`${open.length} sockets ${when}`);
    for (const line of open) {
      const listed = (await run(clock, this.#program.wire.ask(line, 'session.subscriptions'))) as {
        subscriptionId: number;
      }[];
      const ids = listed.map(({ subscriptionId }) => subscriptionId).sort();
      expectSame(this.#program.faults, `listed subscriptions ${when}`, ids, [...line.subscriptions.keys()].sort());
    }
  }

  /** Checks that no disturbance has led to a storm of requests or sockets. */
  #checkRates(): void {
    const { wire, slots } = this.#program;
    const check = (what: string, limit: number, times: readonly number[]): void => {
      const most = Math.max(
        0,
        ...times.map((at) => times.filter((other) => other >= at && other < at + 60_000).length),
      );
      if (most > limit) this.#program.fail(`${most} ${what} in a minute`);
    };
    check(
      'requests',
      300,
      wire.requests.map(({ at }) => at),
    );
    check(
      'sockets',
      25,
      wire.lines.map(({ openedAt }) => openedAt),
    );
    for (const { name, key } of slots) {
      const own = wire.requests.filter(
        (each) => each.key === key && each.method.startsWith('userDataStream.subscribe'),
      );
      check(
        `subscriptions of the ${name} account`,
        20,
        own.map(({ at }) => at),
      );
    }
  }

  /** Checks that the exchange has no subscription of an account whose user data has ended. */
  #checkEnded(): void {
    const now = this.#setup.clock.monotonic();
    for (const { subscriptions, ending } of this.#program.wire.open) {
      for (const [id, owner] of subscriptions) {
        const slot = this.#program.slots.find(({ key }) => key === owner);
        if (!slot || slot.life || slot.isOpening || ending.has(id) || now < slot.closedAt + 1_000) continue;
        this.#program.fail(`${slot.name}: left subscribed`);
        subscriptions.delete(id);
      }
    }
  }

  /** Lets time pass, and checks meanwhile that no account is `live` for long without a subscription. */
  async #advance(ms: number): Promise<void> {
    const { clock } = this.#setup;
    for (let gone = 0; gone < ms; ) {
      const step = Math.min(5_000, ms - gone);
      await clock.advance(step);
      gone += step;
      this.#checkEnded();
      for (const { name, key, life } of this.#program.slots) {
        if (!life) continue;
        const told = life.user.status === 'live' ? 'open' : 'reconnecting';
        if (life.told !== told && (life.told !== undefined || told === 'open')) {
          this.#program.fail(`${name}: is ${life.user.status}, a listener was told ${life.told}`);
        }
        if (life.user.status !== 'live' || this.#program.wire.linesOf(key).length > 0) this.#goneSince.delete(life);
        else if (!this.#goneSince.has(life)) this.#goneSince.set(life, clock.monotonic());
        else if (clock.monotonic() - (this.#goneSince.get(life) as number) > 2 * LONGEST_UNNOTICED) {
          this.#program.fail(`${name}: live without a subscription`);
          this.#goneSince.delete(life);
        }
      }
    }
  }
}
