import type { AnyMethod, Operation } from './operation.js';

/** How the client itself asks for the exchange's clock. */
export const getTime: Operation<AnyMethod> = {
  rest: 'GET /api/v3/time',
  ws: 'time',
  security: 'NONE',
  weight: 1,
};
