import type { ExchangeOptions } from './options.js';

const MOST = 1_000_000_000;

/**
 * Options of an exchange whose limits no client reaches: `createExchange({ ...noLimits })`. It announces them as
 * 1,000,000,000.
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
