import { addDecimals, compareDecimals, subtractDecimals } from '@pkg/core/internal';
import type { Account } from '@pkg/core/operations';
import type { ExternalLockUpdate, OutboundAccountPosition } from '../events/user.js';

export type { OpenOrder } from './order-tracker.js';

/** The balance of one asset. */
export type AssetBalance = {
  /** Amount that is available for orders. */
  readonly free: string;
  /** Amount that is locked in open orders. */
  readonly locked: string;
  /** Time of the account update that set this balance, in ms since the epoch; in µs if the client uses microseconds. */
  readonly updated: number;
};

const MAX_ASSETS = 20_000;
const NONE: AssetBalance = { free: '0.00000000', locked: '0.00000000', updated: 0 };

/**
 * The balances of one account, from queries and events. For each asset, keeps the balance with the latest update time.
 */
export class BalanceCache {
  readonly balances: Map<string, AssetBalance> = new Map();
  /** The assets whose balance was last set by an event. */
  readonly #fromEvents: Set<string> = new Set();
  /**
   * Set by {@link correct}: balances whose `updated` is at most `until` already contain all changes up to the time
   * `contains`.
   */
  #corrected: readonly [until: number, contains: number] = [0, 0];

  /**
   * Loads an account from a query, and returns the balances that have changed. A balance from an event that is newer
   * than the query is kept. A balance with a time after `latest` is always replaced, because no event can have such a
   * time.
   *
   * The account may change several times within a millisecond, and the exchange may answer a query between two of these
   * changes. So if no event was missed (`isComplete`), a balance from an event is kept even if its time equals the time
   * of the query.
   */
  load(account: Account, latest: number, isComplete: boolean): OutboundAccountPosition['B'] {
    const updated = account.updateTime;
    const changed: OutboundAccountPosition['B'] = [];
    const read = new Map(account.balances.map((balance) => [balance.asset, balance]));
    for (const asset of new Set([...this.balances.keys(), ...read.keys()])) {
      const known = this.balances.get(asset) ?? NONE;
      const isNewer =
        known.updated > updated || (isComplete && known.updated === updated && this.#fromEvents.has(asset));
      if (isNewer && known.updated <= latest) continue;
      this.#fromEvents.delete(asset);
      const { free, locked } = read.get(asset) ?? NONE;
      if (!isEqual(known, { free, locked })) changed.push({ a: asset, f: free, l: locked });
      if (read.has(asset)) this.#set(asset, { free, locked, updated });
      else this.balances.delete(asset);
    }
    return changed;
  }

  /**
   * Replaces the balances that were last updated until `until` by those of a query. The query also contains later
   * changes, whose events may still arrive. So the balances keep their update times, and these events are accepted.
   * Returns the balances that have changed.
   */
  correct(account: Account, until: number): OutboundAccountPosition['B'] {
    this.#corrected = [until, account.updateTime];
    const changed: OutboundAccountPosition['B'] = [];
    for (const { asset, free, locked } of account.balances) {
      const known = this.balances.get(asset);
      const updated = known?.updated ?? until;
      if (updated > until) continue;
      if (!isEqual(known ?? NONE, { free, locked })) changed.push({ a: asset, f: free, l: locked });
      this.#set(asset, { free, locked, updated });
    }
    return changed;
  }

  /**
   * Applies an `outboundAccountPosition`. Returns the event without the balances of which a later update is already
   * known; undefined if no balance is left.
   */
  applyPosition(event: OutboundAccountPosition): OutboundAccountPosition | undefined {
    const { B, u } = event;
    const newer = B.filter(({ a }) => (this.balances.get(a)?.updated ?? 0) <= u);
    for (const { a, f, l } of newer) {
      this.#set(a, { free: f, locked: l, updated: u });
      if (this.balances.has(a)) this.#fromEvents.add(a);
    }
    if (newer.length === B.length) return event;
    return newer.length > 0 ? { ...event, B: newer } : undefined;
  }

  /**
   * Applies an `externalLockUpdate`, by which another system of the exchange locks an amount. Moves the amount `d` from
   * `free` to `locked`.
   */
  applyLock({ a, d, T }: ExternalLockUpdate): void {
    const balance = this.balances.get(a);
    const [until, contains] = this.#corrected;
    if (!balance || (balance.updated <= until ? contains : balance.updated) >= T) return;
    const free = subtractDecimals(balance.free, d);
    this.balances.set(a, { free, locked: addDecimals(balance.locked, d), updated: T });
    this.#fromEvents.add(a);
  }

  #set(asset: string, balance: AssetBalance): void {
    if (this.balances.size < MAX_ASSETS || this.balances.has(asset)) this.balances.set(asset, balance);
  }
}

function isEqual(a: Omit<AssetBalance, 'updated'>, b: Omit<AssetBalance, 'updated'>): boolean {
  return compareDecimals(a.free, b.free) === 0 && compareDecimals(a.locked, b.locked) === 0;
}
