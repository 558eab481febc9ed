import type { Values } from './open-enum.js';

/** The state that an order must have so that a cancel request cancels it. */
export const CancelRestrictions = {
  /** The order is NEW. */
  ONLY_NEW: 'ONLY_NEW',
  /** The order is PARTIALLY_FILLED. */
  ONLY_PARTIALLY_FILLED: 'ONLY_PARTIALLY_FILLED',
} as const;
/** A value of {@link CancelRestrictions}. */
export type CancelRestrictions = Values<typeof CancelRestrictions>;

/** Whether `cancelReplaceOrder` places the new order if the cancellation fails. */
export const CancelReplaceMode = {
  /** The new order is not placed. */
  STOP_ON_FAILURE: 'STOP_ON_FAILURE',
  /** The new order is placed even if the cancellation fails. */
  ALLOW_FAILURE: 'ALLOW_FAILURE',
} as const;
/** A value of {@link CancelReplaceMode}. */
export type CancelReplaceMode = Values<typeof CancelReplaceMode>;

/** Result of one step of `cancelReplaceOrder`. */
export const CancelReplaceResult = {
  /** The step succeeded. */
  SUCCESS: 'SUCCESS',
  /** The step failed. */
  FAILURE: 'FAILURE',
  /** The step was not attempted. */
  NOT_ATTEMPTED: 'NOT_ATTEMPTED',
} as const;
/** A value of {@link CancelReplaceResult}. */
export type CancelReplaceResult = Values<typeof CancelReplaceResult>;

/** What `cancelReplaceOrder` does if the account has too many unfilled orders. */
export const OrderRateLimitExceededMode = {
  /** Neither cancels nor places an order. */
  DO_NOTHING: 'DO_NOTHING',
  /** Cancels the order, but places no new one. */
  CANCEL_ONLY: 'CANCEL_ONLY',
} as const;
/** A value of {@link OrderRateLimitExceededMode}. */
export type OrderRateLimitExceededMode = Values<typeof OrderRateLimitExceededMode>;
