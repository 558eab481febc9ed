import { ExchangeError } from '../errors.js';
import type { AccountState } from '../model/ledger.js';
import type { Market } from '../model/market.js';
import type { World } from '../model/world.js';
import type { Leg, OrderType, StpMode } from '../types.js';

const NAMES: Partial<Record<OrderType, string>> = {
  MARKET: 'Market',
  STOP_LOSS: 'Stop loss',
  STOP_LOSS_LIMIT: 'Stop loss limit',
  TAKE_PROFIT: 'Take profit',
  TAKE_PROFIT_LIMIT: 'Take profit limit',
};

/** Whether this account may place orders in this market at all. @throws -1013, -2010 */
export function checkTrading(world: World, account: AccountState, market: Market): void {
  const { info } = market;
  if (!account.canTrade) refuse('This account may not place or cancel orders.');
  const isPermitted = info.permissionSets.every((set) => set.some((each) => account.permissions.includes(each)));
  if (!isPermitted || !info.isSpotTradingAllowed) {
    refuse('This symbol is not permitted for this account.');
  }
  if (info.status !== 'TRADING') throw new ExchangeError(world.choices.closedMarketCode, 'Market is closed.');
}

/** Whether orders may be cancelled or amended in this market. @throws -2010, -2011 */
export function checkCancelling(world: World, account: AccountState, market: Market, code = -2011): void {
  if (!account.canTrade) throw new ExchangeError(code, 'This account may not place or cancel orders.');
  if (!world.choices.cancelStatuses.includes(market.info.status)) throw new ExchangeError(code, 'Market is closed.');
}

/** Whether the symbol takes this kind of order. @throws -2010 */
export function checkKind(market: Market, order: Leg & { readonly quoteOrderQty?: bigint | undefined }): void {
  const { info } = market;
  if (!info.orderTypes.includes(order.type)) {
    const name = NAMES[order.type];
    refuse(name ? `${name} orders are not supported for this symbol.` : 'Unsupported order combination');
  }
  if (order.quoteOrderQty !== undefined && !info.quoteOrderQtyMarketAllowed) {
    refuse('Quote order qty market orders are not support for this symbol.');
  }
  if (order.icebergQty && !info.icebergAllowed) refuse('Iceberg orders are not supported for this symbol.');
  if (order.trailingDelta !== undefined && !info.allowTrailingStop) {
    refuse('Trailing stop orders are not supported for this symbol.');
  }
  if (order.pegPriceType !== undefined && !info.pegInstructionsAllowed) {
    refuse('Pegged orders are not supported for this symbol.');
  }
}

/** Whether the symbol and the account take this self-trade prevention. @throws -1013, -2010 */
export function checkStp(account: AccountState, market: Market, mode: StpMode | undefined): void {
  const { allowedSelfTradePreventionModes: allowed, defaultSelfTradePreventionMode } = market.info;
  if (mode !== undefined && !allowed.includes(mode)) {
    throw new ExchangeError(-1013, 'This symbol does not allow the specified self-trade prevention mode.');
  }
  if (account.requireSelfTradePrevention && (mode ?? defaultSelfTradePreventionMode) === 'NONE') {
    refuse('This action is disabled on this account.');
  }
}

function refuse(message: string): never {
  throw new ExchangeError(-2010, message);
}
