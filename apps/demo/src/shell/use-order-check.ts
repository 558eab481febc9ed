import type { OrderContext, SymbolRules, validateOrder } from '@pkg/core';
import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { checkOrder, type OrderCheck } from '../order/check-order.js';
import { orderKind } from '../order/order-kinds.js';
import type { Market, Session } from '../session/index.js';
import type { AppState } from './app-state.js';

type Rules = { readonly symbol: string; readonly rules: SymbolRules; readonly validate: typeof validateOrder };

export type RenewableCheck = {
  /** The problems of the values in the order form; undefined until the symbol's rules are loaded. */
  readonly check: OrderCheck | undefined;
  /** Checks the values again. Some rules depend on the last price, which may have changed since the user typed. */
  readonly renew: () => OrderCheck | undefined;
};

/** Checks the values in the order form whenever they change. */
export function useOrderCheck({ form }: AppState, session: Session, market: Market): RenewableCheck {
  const rules = useRules(session, market);
  const renewals = useSignal(0);
  const check = useComputed<OrderCheck | undefined>(() => {
    renewals.value;
    const known = rules.value;
    if (!known || known.symbol !== market.symbol) return undefined;
    return checkOrder({
      kind: orderKind(form.kindId.value),
      symbol: market.symbol,
      side: orderKind(form.kindId.value).side ?? form.chosenSide.value,
      values: form.values.value,
      timeInForce: form.timeInForce.value,
      rules: known.rules,
      validate: known.validate,
      context: contextOf(session, market),
    });
  });
  return {
    check: check.value,
    renew: () => {
      renewals.value += 1;
      return check.value;
    },
  };
}

/** Returns the symbol's rules and the function `validateOrder`. Both are loaded when they are first needed. */
function useRules(session: Session, market: Market) {
  const rules = useSignal<Rules | undefined>(undefined);
  const trader = session.trader.value;
  useEffect(() => {
    let isCurrent = true;
    const load = async (): Promise<void> => {
      if (!trader) return;
      const [{ validateOrder: validate }, compiled] = await Promise.all([
        import('../order/lazy-validate-order.js'),
        trader.rules.get(market.symbol),
      ]);
      if (isCurrent) rules.value = { symbol: market.symbol, rules: compiled, validate };
    };
    // If the rules cannot be loaded, orders are sent unchecked. The exchange still checks them.
    load().catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [trader, market]);
  return rules;
}

/** Returns the prices, balances and open orders that the order rules need to check an order. */
function contextOf(session: Session, market: Market): OrderContext {
  const account = session.account.value?.state.value;
  const price = market.lastPrice.peek();
  return {
    ...(price === undefined ? {} : { lastPrice: price, averagePrice: price }),
    ...(account ? { openOrders: account.openOrders } : {}),
  };
}
