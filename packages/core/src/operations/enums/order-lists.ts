import type { Values } from './open-enum.js';

/** What the last change of an order list was. */
export const ListStatusType = {
  /** A request to place or cancel the list failed. */
  RESPONSE: 'RESPONSE',
  /** The list was placed, or its state changed. */
  EXEC_STARTED: 'EXEC_STARTED',
  /** The client order id of an order in the list changed. */
  UPDATED: 'UPDATED',
  /** The list has ended. */
  ALL_DONE: 'ALL_DONE',
} as const;
/** A value of {@link ListStatusType}. */
export type ListStatusType = Values<typeof ListStatusType>;

/** State of an order list. */
export const ListOrderStatus = {
  /** The list is open. */
  EXECUTING: 'EXECUTING',
  /** The list has ended. */
  ALL_DONE: 'ALL_DONE',
  /** A request to place or cancel the list failed. */
  REJECT: 'REJECT',
  /** The list is being cancelled. */
  CANCELING: 'CANCELING',
} as const;
/** A value of {@link ListOrderStatus}. */
export type ListOrderStatus = Values<typeof ListOrderStatus>;

/** How the orders of a list depend on each other. OTOCO, OPO and OPOCO lists have the type OTO. */
export const ContingencyType = {
  /** One order cancels the other. */
  OCO: 'OCO',
  /** One order triggers the other. */
  OTO: 'OTO',
} as const;
/** A value of {@link ContingencyType}. */
export type ContingencyType = Values<typeof ContingencyType>;
