import type { ExchangeOptions } from './options.js';

const MOST = 1_000_000_000;

/**
 * Options of an exchange whose limits of requests, orders, connections and messages are never reached:
 * `createExchange({ ...noLimits })`. Each limit is 1,000,000,000. Filters of symbols, such as MAX_NUM_ORDERS, still
 * apply.
 */
export const noLimits: Pick<ExchangeOptions, 'settings' | 'orderLimits' | 'socketLimits'> = {
  settings: {
    limits: { requestWeightPerMinute: MOST, rawRequestsPerFiveMinutes: MOST, connectionsPerFiveMinutes: MOST },
  },
  orderLimits: [
    { interval: 'SECOND', intervalNum: 10, limit: MOST },
    { interval: 'DAY', intervalNum: 1, limit: MOST },
  ],
  socketLimits: { messagesPerSecond: MOST },
};
