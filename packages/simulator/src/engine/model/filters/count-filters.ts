import type { ExchangeFilter } from '../../types/index.js';
import type { AddedOrders, FilterSubject, OpenCounts } from './filter-subject.js';

/**
 * How a filter counts orders of one kind: `open` counts the open orders of a market, and `added` counts the orders that
 * a command adds.
 */
export type Counter = {
  readonly open: (counts: OpenCounts) => number;
  readonly added: (added: AddedOrders) => number;
};

export const ORDERS: Counter = { open: ({ open }) => open.size, added: ({ orders }) => orders };
export const ALGO_ORDERS: Counter = {
  open: ({ openContingent }) => openContingent,
  added: ({ contingent }) => contingent,
};
export const ICEBERG_ORDERS: Counter = { open: ({ openIcebergs }) => openIcebergs, added: ({ icebergs }) => icebergs };
export const ORDER_LISTS: Counter = { open: ({ openLists }) => openLists.size, added: ({ lists }) => lists };

/**
 * Whether the open orders together with the orders that a command adds are at most `maximum`. A command that adds no
 * orders always passes, because open orders can exceed a `maximum` that was lowered.
 */
export function hasRoom(
  { owner, added }: FilterSubject,
  counter: Counter,
  maximum: number,
  markets: Iterable<OpenCounts> = [owner],
): boolean {
  let sum = counter.added(added);
  if (owner.account.house || sum === 0) return true;
  for (const market of markets) sum += counter.open(market);
  return sum <= maximum;
}

export function passesExchangeFilter(filter: ExchangeFilter, subject: FilterSubject): boolean {
  switch (filter.filterType) {
    case 'EXCHANGE_MAX_NUM_ORDERS':
      return hasRoom(subject, ORDERS, filter.maxNumOrders, subject.everywhere());
    case 'EXCHANGE_MAX_NUM_ALGO_ORDERS':
      return hasRoom(subject, ALGO_ORDERS, filter.maxNumAlgoOrders, subject.everywhere());
    case 'EXCHANGE_MAX_NUM_ICEBERG_ORDERS':
      return hasRoom(subject, ICEBERG_ORDERS, filter.maxNumIcebergOrders, subject.everywhere());
    case 'EXCHANGE_MAX_NUM_ORDER_LISTS':
      return hasRoom(subject, ORDER_LISTS, filter.maxNumOrderLists, subject.everywhere());
  }
}
