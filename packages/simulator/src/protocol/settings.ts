import type { DisputedCodes } from '../refusals/refusal-table.js';

/**
 * Where the documents are silent, or contradict each other: what this exchange does. One place, so that a choice can
 * be found, and changed when evidence turns up.
 *
 * What is not a figure or a pattern stands where it acts:
 * - the order in which a request is checked: `pipeline.ts`;
 * - the code, text and HTTP status of each refusal: `refusals/refusal-table.ts`;
 * - an unknown parameter: -1104 on REST, -1103 on the WebSocket API, -1101 where there are none: `parameters/read-parameters.ts`;
 * - an empty parameter: -1105, and -1118 and -1119 for client order ids: `parameters/read-parameters.ts`;
 * - a `limit` above the maximum gives the maximum, as documented for `depth` only: `parameters/parameter-types.ts`;
 * - an unknown path: 404 with -1099; a known one with another verb, or an unknown method: -1020;
 * - an answer goes out before the user data events that its request causes: `pipeline.ts`.
 */
export type Choices = DisputedCodes & {
  /** The limits that `exchangeInfo` announces. */
  readonly limits: {
    readonly requestWeightPerMinute: number;
    readonly rawRequestsPerFiveMinutes: number;
    readonly connectionsPerFiveMinutes: number;
  };
  readonly bans: {
    /** How many 429 answers within one window turn into a ban. */
    readonly refusalsBeforeBan: number;
    /** Durations of the first, second, … ban of an address; the last one repeats. Documented: from 2 minutes to 3 days. */
    readonly minutes: readonly number[];
  };
  /** What the firewall in front of the exchange takes for an attack; answered 403. */
  readonly firewall: RegExp;
  /** What an API key looks like: another one that the exchange does not have is -2014, and not -2015. */
  readonly keyFormat: RegExp;
  /** Virtual time between a signed request's two checks of its time. */
  readonly processingMs: number;
  /** What an order list answers with when not asked; the documents' examples have all of it. */
  readonly listResponse: 'ACK' | 'RESULT' | 'FULL';
  /** Active user data subscriptions of one connection. Documented. */
  readonly activeSubscriptions: number;
  /** User data subscriptions over the life of one connection. Documented. */
  readonly lifetimeSubscriptions: number;
};

export const usualChoices: Choices = {
  limits: {
    requestWeightPerMinute: 6000,
    rawRequestsPerFiveMinutes: 300_000,
    connectionsPerFiveMinutes: 300,
  },
  bans: { refusalsBeforeBan: 10, minutes: [2, 10, 60, 360, 1440, 4320] },
  firewall: /\b(union\s+(all\s+)?select|select\b.{1,500}?\bfrom|insert\s+into|drop\s+table|delete\s+from)\b/i,
  keyFormat: /^[A-Za-z0-9]{64}$/,
  processingMs: 0,
  listResponse: 'RESULT',
  activeSubscriptions: 1000,
  lifetimeSubscriptions: 65_535,
  closedMarketCode: -1013,
  amendLimitCode: -2038,
};
