import type { DocumentedOperation } from '../operation.js';
import { accountOperations } from './account.js';
import { generalOperations } from './general.js';
import { marketOperations } from './market.js';
import { orderListsOperations } from './order-lists.js';
import { sessionOperations } from './session.js';
import { tradeOperations } from './trade.js';

/** Every documented operation, by its WebSocket API method. */
export const operations: Readonly<Record<string, DocumentedOperation>> = {
  ...generalOperations,
  ...marketOperations,
  ...tradeOperations,
  ...orderListsOperations,
  ...accountOperations,
  ...sessionOperations,
};
