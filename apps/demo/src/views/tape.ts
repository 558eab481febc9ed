import type { TradeEvent } from '@pkg/streams';
import { byId, element } from '../dom.js';
import { clockTime, compact, toDecimals } from '../format.js';

const maxTrades = 40;

/** The newest trades, newest first. */
export class Tape {
  readonly #list = byId('trades');
  #pending: TradeEvent[] = [];

  add(trade: TradeEvent): void {
    this.#pending.push(trade);
    if (this.#pending.length > maxTrades) this.#pending.shift();
  }

  draw(decimals: number): void {
    if (this.#pending.length === 0) return;
    const lines = this.#pending.reverse().map((trade) => {
      // `m`: the buyer was the maker, so the taker sold.
      const line = element('li', '', trade.m ? 'sell' : 'buy');
      line.append(
        element('span', toDecimals(trade.p, decimals), 'price'),
        element('span', compact(Number(trade.q))),
        element('span', clockTime(trade.T), 'dim'),
      );
      return line;
    });
    this.#pending = [];
    this.#list.prepend(...lines);
    while (this.#list.childElementCount > maxTrades) this.#list.lastElementChild?.remove();
  }

  clear(): void {
    this.#pending = [];
    this.#list.replaceChildren();
  }
}
