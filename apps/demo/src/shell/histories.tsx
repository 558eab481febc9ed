import type { MyTrade, Order } from '@pkg/core';
import { Decimal } from '@pkg/core/internal';
import { useEffect, useMemo } from 'preact/hooks';
import { isPlainDecimal, priceText } from '../format.js';
import { dayTime } from '../format-time.js';
import { HistoryPages, type HistoryRange } from '../session/history-pages.js';
import type { Account, Session } from '../session/index.js';
import { typeText } from './type-text.js';

type HistoryProps = { readonly session: Session; readonly account: Account; readonly symbol: string };

/** Lists the orders of a symbol, newest first. Each click on the button reads older orders. */
export function OrderHistory({ session, account, symbol }: HistoryProps) {
  const pages = usePages<Order>(
    account,
    (range) => session.trader.peek()?.getAllOrders({ symbol, ...range }),
    ({ orderId }) => orderId,
  );
  const { decimals } = account.describe(symbol);
  const { quantityDecimals = 8 } = session.market.peek() ?? {};
  return (
    <History pages={pages} empty={`No orders on ${symbol} yet.`}>
      <thead>
        <tr>
          <th>Time</th>
          <th>Side</th>
          <th>Type</th>
          <th class="number">Price</th>
          <th class="number">Amount</th>
          <th class="number">Filled</th>
          <th class="number">Average</th>
          <th>Status</th>
        </tr>
      </thead>
      <tbody>
        {pages.rows.value?.map((order) => (
          <tr key={order.orderId}>
            <td class="dim">{dayTime(order.time)}</td>
            <td class={order.side === 'BUY' ? 'up' : 'down'}>{order.side === 'BUY' ? 'Buy' : 'Sell'}</td>
            <td>{typeText(order.type)}</td>
            <td class="number">{Number(order.price) > 0 ? priceText(order.price, decimals) : 'Market'}</td>
            <td class="number">{priceText(order.origQty, quantityDecimals)}</td>
            <td class="number">{priceText(order.executedQty, quantityDecimals)}</td>
            <td class="number">{averagePrice(order, decimals)}</td>
            <td>{typeText(order.status)}</td>
          </tr>
        ))}
      </tbody>
    </History>
  );
}

/** Lists the account's trades of a symbol, newest first. Each click on the button reads older trades. */
export function TradeHistory({ session, account, symbol }: HistoryProps) {
  const pages = usePages<MyTrade>(
    account,
    (range) => session.trader.peek()?.getMyTrades({ symbol, ...range }),
    ({ id }) => id,
  );
  const { decimals, quote } = account.describe(symbol);
  const { quantityDecimals = 8 } = session.market.peek() ?? {};
  return (
    <History pages={pages} empty={`No trades on ${symbol} yet.`}>
      <thead>
        <tr>
          <th>Time</th>
          <th>Side</th>
          <th class="number">Price</th>
          <th class="number">Amount</th>
          <th class="number">Total {quote}</th>
          <th class="number">Fee</th>
          <th>Role</th>
        </tr>
      </thead>
      <tbody>
        {pages.rows.value?.map((trade) => (
          <tr key={trade.id}>
            <td class="dim">{dayTime(trade.time)}</td>
            <td class={trade.isBuyer ? 'up' : 'down'}>{trade.isBuyer ? 'Buy' : 'Sell'}</td>
            <td class="number">{priceText(trade.price, decimals)}</td>
            <td class="number">{priceText(trade.qty, quantityDecimals)}</td>
            <td class="number">{priceText(trade.quoteQty, Math.min(8, decimals + quantityDecimals))}</td>
            <td class="number">
              {priceText(trade.commission, 8)} {trade.commissionAsset}
            </td>
            <td>{trade.isMaker ? 'Maker' : 'Taker'}</td>
          </tr>
        ))}
      </tbody>
    </History>
  );
}

function History<T extends { readonly time: number }>(props: {
  readonly pages: HistoryPages<T>;
  readonly empty: string;
  readonly children: preact.ComponentChildren;
}) {
  const { pages } = props;
  const { rows, error, since, isLoading } = pages;
  if (!rows.value && !error.value) return <p class="empty">Reading…</p>;
  return (
    <>
      {rows.value?.length ? <table>{props.children}</table> : rows.value && <p class="empty">{props.empty}</p>}
      <p class="more">
        {error.value && <span class="problem">{error.value} </span>}
        {since.value !== undefined && <span>Complete since {dayTime(since.value)}. </span>}
        <button
          type="button"
          class="small"
          aria-disabled={isLoading.value}
          onClick={() => void pages.loadOlder(Date.now())}
        >
          Load older
        </button>
      </p>
    </>
  );
}

/** Returns the average price of an order's trades, or a dash if there are no trades. */
function averagePrice({ executedQty, cummulativeQuoteQty }: Order, decimals: number): string {
  if (!isPlainDecimal(executedQty) || !isPlainDecimal(cummulativeQuoteQty)) return '—';
  const executed = new Decimal(executedQty);
  // The exchange sends a negative `cummulativeQuoteQty` if it does not know the traded value.
  const isKnown = executed.gt(0) && new Decimal(cummulativeQuoteQty).gte(0);
  return isKnown ? priceText(new Decimal(cummulativeQuoteQty).div(executed).toFixed(8), decimals) : '—';
}

/** Reads the newest rows of a history, and reads them again after each execution report that is not of type `NEW`. */
function usePages<T extends { readonly time: number }>(
  account: Account,
  read: (range: HistoryRange) => Promise<readonly T[]> | undefined,
  idOf: (row: T) => number,
): HistoryPages<T> {
  const pages = useMemo(() => new HistoryPages<T>(async (range) => (await read(range)) ?? [], idOf), [account]);
  const version = account.historyVersion.value;
  useEffect(() => void pages.refresh(), [pages, version]);
  return pages;
}
