import type { Exchange } from '@pkg/simulator';
import type { Dice } from '../support/dice.js';
import type { Slot } from './account-lives.js';
import type { Wire } from './wire.js';

/** Disturbs the connection of several accounts, and their subscriptions. */
export class AccountDisturbances {
  readonly #exchange: Exchange;
  readonly #dice: Dice;
  readonly #wire: Wire;
  /** Faults of the network and of the exchange that are in force. */
  readonly #stops: (() => void)[] = [];
  readonly #halfOpen: { stop(): void }[] = [];

  constructor(exchange: Exchange, dice: Dice, wire: Wire) {
    this.#exchange = exchange;
    this.#dice = dice;
    this.#wire = wire;
  }

  /** How many faults are in force. */
  get count(): number {
    return this.#stops.length;
  }

  /** Ends one of the faults that are in force. */
  stopOne(): void {
    this.#stops.splice(this.#dice.below(this.count || 1), 1)[0]?.();
  }

  stopAll(): void {
    for (const stop of this.#stops.splice(0)) stop();
    if (this.#halfOpen.length > 0) this.#exchange.sockets.cutAll();
    for (const fault of this.#halfOpen) fault.stop();
    this.#wire.allowAll();
  }

  script(fault: object): void {
    const scripted = this.#exchange.faults.script(fault as never);
    this.#stops.push(() => scripted.stop());
  }

  /** Disturbs the connection, or single frames of it. */
  line(): void {
    const dice = this.#dice;
    const exchange = this.#exchange;
    const { open } = this.#wire;
    const methods = ['userDataStream.subscribe', 'session.logon', 'openOrders.status', 'session.subscriptions'];
    const target = dice.pick([...methods, 'account.status', 'allOrders', 'userDataStream.unsubscribe']);
    const scope = 'wsApi';
    switch (dice.below(9)) {
      case 0:
        return exchange.sockets.cutAll(dice.pick([undefined, 1001]));
      case 1:
        this.script({ kind: 'reset', scope });
        return exchange.sockets.cutAll();
      case 2:
        // Closes one socket. During a renewal, this can be the old socket or the new one.
        if (open.length > 0) dice.pick(open).socket.close();
        return;
      case 3:
        // Half-open sockets stay dead. If they came back, a frame would be lost between two that arrive, which TCP
        // excludes.
        if (open.length > 0) this.#halfOpen.push(exchange.faults.script({ kind: 'halfOpen', scope, times: 1 }));
        return;
      case 4:
        return this.script({
          kind: dice.pick(['reset', 'loseAnswer', 'hang']),
          scope,
          target,
          times: dice.between(1, 3),
        });
      case 5:
        return this.script({ kind: 'hang', executed: true, scope, target, times: 1 });
      case 6:
        return this.script({ kind: dice.pick(['truncate', 'duplicate', 'disconnect']), scope, times: 1 });
      case 7:
        return this.script({ kind: 'delay', ms: dice.between(500, 4_000), jitter: 2_000, scope, target });
      default:
        for (const line of open)
          this.#wire.receive(line, dice.pick(['{"event":', '{"subscriptionId":0,"event":{"e":1}}']));
    }
  }

  /**
   * Renews the connection. The old socket stays open for 11 s, because the client waits for the answer to a request
   * over it, which the exchange does not send.
   */
  slowRenewal(): void {
    this.script({ kind: 'hang', scope: 'wsApi', target: 'session.subscriptions', times: this.#dice.between(1, 3) });
    this.#exchange.announceShutdown(12_000);
  }

  /** Disturbs the subscription or the requests of one account. */
  subscription(slot: Slot, slots: readonly Slot[]): void {
    const dice = this.#dice;
    switch (dice.below(6)) {
      case 0:
        return this.endSilently(slot);
      case 1:
        return this.terminate(slot);
      case 2:
        slot.mayFail += 1;
        return this.#wire.refuse(slot.key, 'userDataStream.subscribe', -2015, 1);
      case 3:
        return this.#refuse(slot, dice.pick(['session.logon', 'userDataStream']), dice.pick([-1000, -1021]));
      case 4:
        return this.#wire.refuse(
          slot.key,
          dice.pick(['openOrders', 'account', 'allOrders']),
          -1000,
          dice.between(1, 4),
        );
      default:
        return this.#revoke(slots);
    }
  }

  /** The exchange refuses a few requests, in a way that is not final. */
  #refuse({ key }: Slot, method: string, code: number): void {
    this.#wire.refuse(key, method, code, this.#dice.between(1, 4));
  }

  /** The exchange ends the subscriptions of an account without an event. */
  endSilently({ key }: Slot): void {
    this.#exchange.endUserData(key);
    for (const line of this.#wire.linesOf(key)) {
      for (const [id, owner] of line.subscriptions) if (owner === key) line.subscriptions.delete(id);
    }
  }

  /** The exchange ends the subscriptions of an account, and says so. */
  terminate({ key }: Slot): void {
    for (const line of this.#wire.linesOf(key)) {
      for (const [subscriptionId, owner] of line.subscriptions) {
        if (owner === key) void this.#wire.ask(line, 'userDataStream.unsubscribe', { subscriptionId });
      }
    }
  }

  /** The exchange ends the log-on of each socket. */
  #revoke(slots: readonly Slot[]): void {
    const error = { code: -2015, msg: 'Invalid API-key, IP, or permissions for action.' };
    for (const line of this.#wire.open) {
      const slot = slots.find(({ key }) => key === line.loggedOnKey);
      if (!slot) continue;
      if (slot.life) slot.mayFail += 1;
      line.loggedOnKey = '';
      for (const [id, owner] of line.subscriptions) if (owner === slot.key) line.subscriptions.delete(id);
      void this.#wire.ask(line, 'session.logout');
      this.#wire.receive(line, JSON.stringify({ id: null, status: 401, error }));
    }
  }
}
