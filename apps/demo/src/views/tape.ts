import type { TradeEvent } from '@pkg/streams';
import { byId, element } from '../dom.js';
import { clockTime, compact, toDecimals } from '../format.js';

const kept = 40;

/** The newest trades, newest first. */
export class Tape {
  readonly #list = byId('trades');
  #waiting: TradeEvent[] = [];

  add(trade: TradeEvent): void {
    this.#waiting.push(trade);
    if (this.#waiting.length > kept) this.#waiting.shift();
  }

  draw(decimals: number): void {
    if (this.#waiting.length === 0) return;
    const lines = this.#waiting.reverse().map((trade) => {
      // `m`: the buyer was the maker, so a seller took.
      const line = element('li', '', trade.m ? 'sell' : 'buy');
      line.append(
        element('span', toDecimals(trade.p, decimals), 'price'),
        element('span', compact(Number(trade.q))),
        element('span', clockTime(trade.T), 'dim'),
      );
      return line;
    });
    this.#waiting = [];
    this.#list.prepend(...lines);
    while (this.#list.childElementCount > kept) this.#list.lastElementChild?.remove();
  }

  clear(): void {
    this.#waiting = [];
    this.#list.replaceChildren();
  }
}
