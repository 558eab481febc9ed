import type { RefusedCommand } from '../../refusals/reasons.js';
import { refusal } from '../../refusals/refusal.js';
import type { AccountState } from '../model/account.js';
import type { EngineState } from '../model/engine-state.js';
import type { LiveMarket } from '../model/live-order.js';
import type { Leg, StpMode } from '../types/index.js';

/** Checks that an account may place orders in a market, and that the market is open. @throws {Refusal} */
export function checkTrading(state: EngineState, account: AccountState, market: LiveMarket): void {
  const { info, driven } = market;
  if (!account.canTrade) throw refusal('ACCOUNT_MAY_NOT_TRADE', { command: 'NEW_ORDER' });
  const isPermitted = info.permissionSets.every((set) => set.some((each) => account.permissions.includes(each)));
  if (!isPermitted) throw refusal('SYMBOL_NOT_PERMITTED');
  const isOutdated = driven !== undefined && state.time > driven.freshUntil;
  if (info.status !== 'TRADING' || isOutdated) throw refusal('MARKET_CLOSED', { command: 'NEW_ORDER' });
}

/** Checks that an account may cancel or amend orders in a market. @throws {Refusal} */
export function checkCancelling(
  state: EngineState,
  account: AccountState,
  market: LiveMarket,
  command: RefusedCommand = 'CANCEL',
): void {
  if (!account.canTrade) throw refusal('ACCOUNT_MAY_NOT_TRADE', { command });
  if (!state.assumptions.cancelStatuses.includes(market.info.status)) throw refusal('MARKET_CLOSED', { command });
}

/** Checks that a symbol supports the type and the other parameters of an order. @throws {Refusal} */
export function checkSymbolSupports(
  market: LiveMarket,
  order: Leg & { readonly quoteOrderQty?: bigint | undefined },
): void {
  const { info } = market;
  const { type } = order;
  if (!info.orderTypes.includes(type)) throw refusal('ORDER_TYPE_NOT_SUPPORTED', { type });
  if (order.quoteOrderQty !== undefined && !info.quoteOrderQtyMarketAllowed) {
    throw refusal('QUOTE_ORDER_QTY_NOT_SUPPORTED');
  }
  if (order.icebergQty && !info.icebergAllowed) throw refusal('ICEBERG_NOT_SUPPORTED');
  if (order.trailingDelta !== undefined && !info.allowTrailingStop) {
    throw refusal('TRAILING_STOP_NOT_SUPPORTED');
  }
  if (order.pegPriceType !== undefined && !info.pegInstructionsAllowed) {
    throw refusal('PEGGED_ORDERS_NOT_SUPPORTED');
  }
}

/** Checks that the symbol and the account allow a self-trade prevention mode. @throws {Refusal} */
export function checkSelfTradePrevention(account: AccountState, market: LiveMarket, mode: StpMode | undefined): void {
  const { allowedSelfTradePreventionModes: allowed, defaultSelfTradePreventionMode } = market.info;
  if (mode !== undefined && !allowed.includes(mode)) {
    throw refusal('STP_MODE_NOT_ALLOWED');
  }
  if (account.requireSelfTradePrevention && (mode ?? defaultSelfTradePreventionMode) === 'NONE') {
    throw refusal('ACTION_DISABLED');
  }
}
