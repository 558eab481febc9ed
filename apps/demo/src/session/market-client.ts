import { type Client, type ClientOptions, createClient } from '@pkg/core';
import { getExchangeInfo, getKlines, getOrderBook, getRecentTrades, getTicker, getTickers } from '@pkg/core/operations';

const OPERATIONS = { getExchangeInfo, getKlines, getOrderBook, getRecentTrades, getTicker, getTickers };

/** A client without a key that has only the operations for market data. */
export type MarketClient = Client<typeof OPERATIONS>;

/**
 * Creates the client for market data. It is much smaller than a client with all operations, so the first book is live
 * sooner.
 */
export function createMarketClient(options: Omit<ClientOptions, 'transport'>): MarketClient {
  return createClient({ ...options, operations: OPERATIONS });
}
