import type { Call } from '../operations/call.js';
import { type CallPriority, isWrite } from '../operations/operation.js';

/** The priorities, highest first. */
export const priorities: readonly CallPriority[] = ['urgent', 'high', 'normal', 'low'];

/** The number of ranks: requests for the time, which signed calls wait for, and then the priorities. */
export const ranks: number = priorities.length + 1;

/** The rank of requests for the time. */
export const TIME_RANK = 0;

/** How many calls may be in flight beyond the maximum, by rank. So a cancel or another write need not wait for reads. */
export const extraInFlight: readonly number[] = [16, 16, 8, 0, 0];

/** Calls of this rank and lower ones are kept below the ceiling. Those of higher ranks may use all that the exchange allows. */
export const FIRST_RANK_BELOW_CEILING = 3;

/** The rank of a call among the calls that wait for a permit, 0 for the first ones. */
export function rankOf({ operation, options }: Call): number {
  if (operation.updates?.includes('serverTime')) return TIME_RANK;
  const byDefault = operation.cancels ? 'urgent' : isWrite(operation) ? 'high' : 'normal';
  return priorities.indexOf(options.priority ?? byDefault) + 1;
}
