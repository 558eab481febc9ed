import type { DisputedCodes } from '../refusals/refusal-table.js';

/**
 * How the protocol behaves where the official documents are silent or contradict each other, together with the
 * documented limits. Everything is in one place, so that a value can be changed when evidence about the live exchange
 * turns up.
 *
 * Decisions that are neither a number nor a pattern are made in the code that applies them:
 * - the order in which a request is checked: `pipeline.ts`;
 * - the code, text and HTTP status of each refusal: `refusals/refusal-table.ts`;
 * - an unknown parameter is -1104 on REST, -1103 on the WebSocket API, and -1101 for an operation without parameters:
 *   `parameters/read-parameters.ts`;
 * - an empty parameter is -1105; an empty client order id is -1118 or -1119: `parameters/read-parameters.ts`;
 * - a `limit` above the maximum means the maximum, which is documented for `depth` only: `parameters/parameter-types.ts`;
 * - a decimal above 2^63 - 1 at eight decimals is -1108: `parameters/parameter-types.ts`;
 * - an unknown path is 404 with -1099; an unknown method, or a known path with another HTTP method, is -1020: `api/`;
 * - a reply is sent before the user data events that its request causes: `pipeline.ts`.
 */
export type ProtocolSettings = DisputedCodes & {
  /** The limits that `exchangeInfo` announces. */
  readonly limits: {
    readonly requestWeightPerMinute: number;
    readonly rawRequestsPerFiveMinutes: number;
    readonly connectionsPerFiveMinutes: number;
  };
  readonly bans: {
    /** After this many 429 replies within one window, the next one becomes a ban. */
    readonly refusalsBeforeBan: number;
    /**
     * Minutes that the first, second, … ban of an IP address lasts; the last entry repeats. The documents give a range
     * from 2 minutes to 3 days.
     */
    readonly minutes: readonly number[];
  };
  /** Text that the firewall in front of the exchange takes for an attack and answers with 403. */
  readonly firewall: RegExp;
  /** The format of an API key. An unknown key in another format is -2014, in this format -2015. */
  readonly keyFormat: RegExp;
  /** Virtual time between the two checks of a signed request's timestamp, in ms. */
  readonly processingMs: number;
  /** The response type of an order list when the request names none. The documents' examples show every type. */
  readonly listResponse: 'ACK' | 'RESULT' | 'FULL';
  /** Maximum of active user data subscriptions on one connection. Documented. */
  readonly activeSubscriptions: number;
  /** Maximum of user data subscriptions over the life of one connection. Documented. */
  readonly lifetimeSubscriptions: number;
};

export const defaultSettings: ProtocolSettings = {
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
