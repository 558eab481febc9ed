import type { Sample } from '../kinds.js';
import { accountAnswers } from './account.js';
import { generalAnswers } from './general.js';
import { marketAnswers } from './market.js';
import { orderListsAnswers } from './order-lists.js';
import { sessionAnswers } from './session.js';
import { tradeAnswers } from './trade.js';

export { failedCancelReplaces } from './trade.js';

/** All documented answers of each operation, by its WebSocket API method. REST answers have the same fields. */
export const answers: Readonly<Record<string, readonly Sample[]>> = {
  ...generalAnswers,
  ...marketAnswers,
  ...tradeAnswers,
  ...orderListsAnswers,
  ...accountAnswers,
  ...sessionAnswers,
};
