import type { DocumentedOperation } from '../operation.js';

export const generalOperations: Readonly<Record<string, DocumentedOperation>> = {
  ping: { rest: 'GET /api/v3/ping', security: 'NONE', isSigned: false, weight: 1, params: {} },
  time: { rest: 'GET /api/v3/time', security: 'NONE', isSigned: false, weight: 1, params: {} },
  exchangeInfo: {
    rest: 'GET /api/v3/exchangeInfo',
    security: 'NONE',
    isSigned: false,
    weight: 20,
    params: {
      symbol: 'text',
      symbols: 'text[]',
      permissions: 'permissions[]',
      showPermissionSets: 'flag',
      symbolStatus: 'symbolStatusFilter',
    },
  },
  executionRules: {
    rest: 'GET /api/v3/executionRules',
    security: 'NONE',
    isSigned: false,
    weight: [
      [{ symbol: 'BNBBTC' }, 2],
      [{ symbols: 1 }, 2],
      [{ symbols: 2 }, 4],
      [{ symbols: 20 }, 40],
      [{ symbols: 21 }, 40],
      [{ symbols: 50 }, 40],
      [{ symbols: 51 }, 40],
      [{ symbols: 100 }, 40],
      [{ symbolStatus: 'TRADING' }, 40],
      [{}, 40],
    ],
    params: { symbol: 'text', symbols: 'text', symbolStatus: 'symbolStatusFilter' },
  },
};
