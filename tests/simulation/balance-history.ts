import type { Exchange } from '@pkg/simulator';
import { formatAmount } from '../../packages/simulator/src/engine/types/amount.js';

/** A balance as text, and the times in ms since which and until which the account has had it. */
type Balance = { readonly text: string; readonly time: number; until: number };

/** All balances that an account has had at the exchange, by asset, oldest first. */
export class BalanceHistory {
  readonly #byAsset = new Map<string, Balance[]>();
  /** For each asset, the index of the last balance that the client has shown. */
  readonly #seen = new Map<string, number>();

  constructor({ engine }: Exchange, uid: number) {
    const note = (micros: number): void => {
      const time = Math.floor(micros / 1_000);
      for (const { asset, free, locked } of engine.balances(uid)) {
        const text = `${formatAmount(free)} ${formatAmount(locked)}`;
        const balances = this.#byAsset.get(asset) ?? [];
        const last = balances.at(-1);
        if (last) last.until = time;
        if (last?.text !== text) balances.push({ text, time, until: time });
        this.#byAsset.set(asset, balances);
      }
    };
    note(0);
    engine.on((event) => {
      if ('accountId' in event && event.accountId === uid) note(event.time);
    });
  }

  /**
   * Returns what is wrong with a balance that the client shows, or undefined. The client may show the balances of one
   * millisecond in any order, because their events do not say which of them is newer.
   */
  see(asset: string, text: string): string | undefined {
    const balances = this.#byAsset.get(asset) ?? [];
    const last = this.#seen.get(asset) ?? 0;
    const next = balances.findIndex((each, index) => index >= last && each.text === text);
    if (next >= 0) this.#seen.set(asset, next);
    const after = balances[last];
    const isOfSameTime = ({ time, until }: Balance): boolean => after?.time === time || after?.time === until;
    if (next >= 0 || balances.some((each) => each.text === text && isOfSameTime(each))) return undefined;
    const wasEver = balances.some((each) => each.text === text);
    return wasEver ? `as before ${after?.text}` : 'which it never was at the exchange';
  }

  /** For each asset, removes the balances that are older than the last one that the client has shown. */
  forget(): void {
    for (const [asset, index] of this.#seen) {
      this.#byAsset.get(asset)?.splice(0, index);
      this.#seen.set(asset, 0);
    }
  }
}
