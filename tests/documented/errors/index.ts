import type { DocumentedCode } from './documented-code.js';
import { orderCodes } from './order-codes.js';
import { requestCodes } from './request-codes.js';
import { serverCodes } from './server-codes.js';

export type { DocumentedCode } from './documented-code.js';
export { filterFailures, orderRejections } from './order-rejections.js';

/** Every documented error code, in the order of Binance's documentation. */
export const errorCodes: readonly DocumentedCode[] = [...serverCodes, ...requestCodes, ...orderCodes];
