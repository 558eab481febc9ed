import { formatAmount } from '../../engine/types/amount.js';
import { listedSymbol } from '../context.js';
import { defineHandler, type Endpoint } from '../handlers/handler.js';
import { SYMBOL, TEXT } from '../parameters/parameter-types.js';
import { rateText } from '../render/commission.js';
import type { ApiKey } from '../security/api-keys.js';

/**
 * The routes outside the Spot API that clients call when they start. They report the balances, rates and permissions of
 * the simulated account. All other routes of the wallet and of other products are refused. The live exchange limits
 * requests outside `/api` separately. These limits are not simulated, so the routes have no weight.
 *
 * @see https://developers.binance.com/docs/wallet
 */
export const walletEndpoints: readonly Endpoint[] = [
  {
    operation: { rest: 'GET /sapi/v1/system/status', ws: '', security: 'NONE', weight: 0, effect: 'read' },
    handler: defineHandler({}, () => ({ status: 0, msg: 'normal' })),
  },
  {
    operation: {
      rest: 'GET /sapi/v1/capital/config/getall',
      ws: '',
      security: 'USER_DATA',
      weight: 0,
      effect: 'read',
    },
    handler: defineHandler({}, ({ context: { engine }, account }) =>
      engine.assets(account).map((asset) => {
        const { free, locked } = engine.balance(account, asset);
        return {
          coin: asset,
          // The simulated exchange has no blockchain networks, so assets cannot be deposited or withdrawn.
          depositAllEnable: false,
          withdrawAllEnable: false,
          name: asset,
          free: short(formatAmount(free)),
          locked: short(formatAmount(locked)),
          freeze: '0',
          withdrawing: '0',
          ipoing: '0',
          ipoable: '0',
          storage: '0',
          isLegalMoney: false,
          trading: true,
          networkList: [],
        };
      }),
    ),
  },
  {
    operation: { rest: 'GET /sapi/v1/asset/tradeFee', ws: '', security: 'USER_DATA', weight: 0, effect: 'read' },
    handler: defineHandler({ symbol: SYMBOL }, ({ context, account, params: { symbol } }) => {
      const { engine } = context;
      const shown = symbol === undefined ? engine.symbols() : [listedSymbol(context, symbol)];
      return shown.map((info) => {
        const { maker, taker } = engine.commissionRates(account, info.symbol).standard;
        return {
          symbol: info.symbol,
          makerCommission: short(rateText(maker)),
          takerCommission: short(rateText(taker)),
        };
      });
    }),
  },
  {
    operation: {
      rest: 'GET /sapi/v1/account/apiRestrictions',
      ws: '',
      security: 'USER_DATA',
      weight: 0,
      effect: 'read',
    },
    handler: defineHandler({}, ({ key, time }) => restrictionsOf(key as ApiKey, time)),
  },
  // The simulated exchange has no margin trading, so the list is empty. The route needs no signature, but accepts one,
  // because some clients send it.
  {
    operation: { rest: 'GET /sapi/v1/margin/allPairs', ws: '', security: 'NONE', weight: 0, effect: 'read' },
    handler: defineHandler({ symbol: TEXT, timestamp: TEXT, recvWindow: TEXT, signature: TEXT }, () => []),
  },
  {
    operation: {
      rest: 'GET /sapi/v1/margin/isolated/allPairs',
      ws: '',
      security: 'USER_DATA',
      weight: 0,
      effect: 'read',
    },
    handler: defineHandler({ symbol: TEXT }, () => []),
  },
  ...['GET /fapi/v1/exchangeInfo', 'GET /dapi/v1/exchangeInfo'].map(noContracts),
];

function restrictionsOf({ permissions, ipWhitelist, createdAt = 0 }: ApiKey, time: (us: number) => number) {
  return {
    ipRestrict: ipWhitelist !== undefined,
    createTime: time(createdAt),
    enableReading: permissions.includes('USER_DATA'),
    enableWithdrawals: false,
    enableInternalTransfer: false,
    enableMargin: false,
    enableFutures: false,
    permitsUniversalTransfer: false,
    enableVanillaOptions: false,
    enableFixApiTrade: false,
    enableFixReadOnly: false,
    enableSpotAndMarginTrading: permissions.includes('TRADE'),
    enablePortfolioMarginTrading: false,
  };
}

/**
 * Returns a route that lists futures, which some clients load together with the list of spot symbols. The list is
 * always empty.
 */
function noContracts(route: string): Endpoint {
  return {
    operation: { rest: route as `GET /${string}`, ws: '', security: 'NONE', weight: 0, effect: 'read' },
    handler: defineHandler({}, ({ now, time }) => ({
      timezone: 'UTC',
      serverTime: time(now),
      rateLimits: [],
      exchangeFilters: [],
      assets: [],
      symbols: [],
    })),
  };
}

/** Whether a path belongs to the wallet or to a product other than Spot. */
export const isOtherProduct = (path: string): boolean => /^\/(?:sapi|wapi|fapi|dapi|eapi|papi)\//.test(path);

/** Removes trailing zeros, as the live exchange does on the routes of the wallet: `0.00100000` becomes `0.001`. */
const short = (decimal: string): string => decimal.replace(/\.?0+$/, '');
