import type { Call } from '../operations/call.js';
import { type CallPriority, isWrite } from '../operations/operation.js';

/** The priorities, highest first. */
export const priorities: readonly CallPriority[] = ['urgent', 'high', 'normal', 'low'];

/**
 * The number of ranks in the queue for permits. Each priority has a rank. Requests for the server time have a rank
 * above all priorities, because signed calls wait for the server time.
 */
export const ranks: number = priorities.length + 1;

/** The rank of requests for the server time, the highest rank. */
export const TIME_RANK = 0;

/**
 * By how many calls each rank may exceed the maximum of calls in flight, so that cancels and other writes do not wait
 * for reads. The index is the rank.
 */
export const extraInFlight: readonly number[] = [16, 16, 8, 0, 0];

/**
 * Calls of this rank, and of ranks with a larger number, may use only the part of each limit that the option `ceiling`
 * names. Calls of ranks with a smaller number may use the whole limit.
 */
export const FIRST_RANK_BELOW_CEILING = 3;

/** Returns the rank of a call in the queue for permits. 0 is the highest rank. */
export function rankOf({ operation, options }: Call): number {
  if (operation.updates?.includes('serverTime')) return TIME_RANK;
  const byDefault = operation.cancels ? 'urgent' : isWrite(operation) ? 'high' : 'normal';
  return priorities.indexOf(options.priority ?? byDefault) + 1;
}
