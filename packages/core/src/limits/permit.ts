import type { Call, Reply } from '../operations/call.js';
import type { Cost } from './cost.js';
import type { LimitScope } from './limit-scope.js';
import type { LimitMode } from './options.js';
import type { Suspension } from './suspension.js';

/**
 * A permit to send one call. When the call has ended, the sender must invoke this function with the reply, if one
 * arrived, and with the suspension that the reply asks for, if any. `reply` is null if no request was sent, so that
 * nothing counts towards the limits. Further invocations have no effect.
 */
export type Permit = (reply?: Reply | null, suspension?: Suspension) => void;

/** A call that needs a permit. */
export type PermitRequest = {
  readonly call: Call;
  readonly rank: number;
  readonly cost: Cost;
  readonly account: LimitScope;
  /** The share of each limit that the call may use. */
  readonly ceiling: number;
  readonly mode: LimitMode;
  /** The latest time to send the call, by the monotonic clock in ms. */
  readonly deadline: number;
};

/** A call that waits for its permit, with the functions that end its wait. */
export type QueuedRequest = PermitRequest & {
  readonly resolve: (permit: Permit) => void;
  readonly reject: (error: unknown) => void;
};
