import type { Fault } from '@pkg/simulator';
import type { Dice } from '../support/dice.js';
import type { CalmCalls } from './calm-calls.js';
import type { Orders } from './orders.js';
import type { Streams } from './streams.js';
import type { World } from './world.js';

/** What a trial uses to disturb the client. */
export type Tools = {
  readonly world: World;
  readonly dice: Dice;
  readonly accounts: readonly Orders[];
  readonly calls: readonly CalmCalls[];
  readonly streams: Streams;
  /** Puts a fault in force. Without the argument `times`, it applies once. */
  readonly fault: (fault: Fault, times?: number) => void;
  /**
   * Returns how often the price has moved beyond the levels of a book that are known for certain, so that the book was
   * rebuilt; undefined if a small budget for snapshots may be the reason.
   */
  readonly depletions: () => number | undefined;
  /** How many sockets of the client are open, and how many of them use the WebSocket API. */
  readonly open: { readonly all: number; readonly api: number };
};

/**
 * A single disturbance of a client whose data is correct. Nothing else disturbs the client at this time, so the test
 * can set close limits for the consequences.
 */
export type Trial = {
  readonly name: string;
  /** Whether the trial needs an account. */
  readonly isForAccounts?: boolean;
  readonly act: (tools: Tools) => void;
  /** How many ms the market continues to move after the disturbance. */
  readonly moving: number;
  /** How many ms after the time `moving` all data must be correct again, at the latest. */
  readonly within: number;
  /** Calls that are made during the disturbance must succeed within this many ms; undefined if some may fail. */
  readonly callsWithin?: number;
  /**
   * Whether the client cannot know the exchange's time during the disturbance, or cannot know how much of the rate
   * limits it has used. The client may then exceed the limits or send wrong timestamps.
   */
  readonly misleads?: boolean;
  /** Whether orders have to wait during the disturbance. */
  readonly stopsOrders?: boolean;
  /** How many sockets the client may open for each socket that was open before the disturbance. */
  readonly sockets: number;
  /** Whether events may be missing, so that gaps are reported. */
  readonly losesEvents: boolean;
  /** How often a book may be rebuilt. */
  readonly resyncs: number;
  /**
   * How many requests to subscribe to market streams, or to unsubscribe, the client may send. @default none in a trial
   * that is short, loses nothing and renews no connection, and any number in the others
   */
  readonly subscriptions?: number;
  /** How many gaps each listener of a stream may be told. @default none if no events are missing, otherwise any number */
  readonly gaps?: number;
  /** How many gaps each account may report. */
  readonly accountGaps: number;
  /**
   * For how many ms the market stands still after all data is correct again. In this time, a client that has recovered
   * sends hardly any requests.
   */
  readonly still: number;
};

/** The expectations for a disturbance that loses no events and no sockets. */
export const harmless = {
  moving: 3_000,
  within: 1_000,
  sockets: 0,
  losesEvents: false,
  resyncs: 0,
  accountGaps: 0,
  still: 0,
} as const;
/** The expectations for a disturbance that loses events or sockets. */
export const loss = {
  moving: 3_000,
  within: 12_000,
  sockets: 1,
  losesEvents: true,
  resyncs: 1,
  // One gap for the loss, and one if the first queries after it lacked a change.
  accountGaps: 2,
  still: 30_000,
} as const;
/** The expectations for a disturbance of the API calls that an account makes. */
export const ofCalls = { ...harmless, isForAccounts: true } as const;
