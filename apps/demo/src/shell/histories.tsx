import type { MyTrade, Order } from '@pkg/core';
import { Decimal } from '@pkg/core/internal';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { dayTime, isPlainDecimal, priceText, quantityText } from '../format.js';
import { type Account, messageOf, type Session } from '../session/index.js';
import { typeText } from './type-text.js';

type HistoryProps = { readonly session: Session; readonly account: Account; readonly symbol: string };

/** The parameters of a query that choose the rows: the newest ones, or those of a day. */
type HistoryRange = { readonly limit: number; readonly startTime?: number; readonly endTime?: number };

/** Rows of a page of a history. */
const PAGE = 50;
/** The exchange returns at most the rows of this time between `startTime` and `endTime`, in ms. */
const DAY = 86_400_000;

/** The orders of a symbol, newest first. Each click reads the day before. */
export function OrderHistory({ session, account, symbol }: HistoryProps) {
  const { rows, error, hasOlder, loadOlder } = usePages<Order>(account, (range) =>
    session.client?.getAllOrders({ symbol, ...range }),
  );
  const { decimals } = account.describe(symbol);
  return (
    <History rows={rows} error={error} hasOlder={hasOlder} onOlder={loadOlder} empty={`No orders on ${symbol} yet.`}>
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
        {rows?.map((order) => (
          <tr key={order.orderId}>
            <td class="dim">{dayTime(order.time)}</td>
            <td class={order.side === 'BUY' ? 'up' : 'down'}>{order.side === 'BUY' ? 'Buy' : 'Sell'}</td>
            <td>{typeText(order.type)}</td>
            <td class="number">{Number(order.price) > 0 ? priceText(order.price, decimals) : 'Market'}</td>
            <td class="number">{quantityText(order.origQty)}</td>
            <td class="number">{quantityText(order.executedQty)}</td>
            <td class="number">{averagePrice(order, decimals)}</td>
            <td>{typeText(order.status)}</td>
          </tr>
        ))}
      </tbody>
    </History>
  );
}

/** The trades of a symbol, newest first. Each click reads the day before. */
export function TradeHistory({ session, account, symbol }: HistoryProps) {
  const { rows, error, hasOlder, loadOlder } = usePages<MyTrade>(account, (range) =>
    session.client?.getMyTrades({ symbol, ...range }),
  );
  const { decimals, quote } = account.describe(symbol);
  return (
    <History rows={rows} error={error} hasOlder={hasOlder} onOlder={loadOlder} empty={`No trades on ${symbol} yet.`}>
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
        {rows?.map((trade) => (
          <tr key={trade.id}>
            <td class="dim">{dayTime(trade.time)}</td>
            <td class={trade.isBuyer ? 'up' : 'down'}>{trade.isBuyer ? 'Buy' : 'Sell'}</td>
            <td class="number">{priceText(trade.price, decimals)}</td>
            <td class="number">{quantityText(trade.qty)}</td>
            <td class="number">{priceText(trade.quoteQty, Math.min(decimals, 2))}</td>
            <td class="number">
              {quantityText(trade.commission)} {trade.commissionAsset}
            </td>
            <td>{trade.isMaker ? 'Maker' : 'Taker'}</td>
          </tr>
        ))}
      </tbody>
    </History>
  );
}

function History(props: {
  readonly rows: readonly unknown[] | undefined;
  readonly error: string;
  readonly hasOlder: boolean;
  readonly onOlder: () => Promise<void>;
  readonly empty: string;
  readonly children: preact.ComponentChildren;
}) {
  if (props.error) return <p class="empty">{props.error}</p>;
  if (!props.rows) return <p class="empty">Reading…</p>;
  if (props.rows.length === 0) return <p class="empty">{props.empty}</p>;
  return (
    <>
      <table>{props.children}</table>
      <p class="more">
        {props.hasOlder ? (
          <button type="button" class="small" onClick={() => void props.onOlder()}>
            Load older
          </button>
        ) : (
          'There is nothing in the day before.'
        )}
      </p>
    </>
  );
}

/** The average price of an order's trades, or a dash if it has none. */
function averagePrice({ executedQty, cummulativeQuoteQty }: Order, decimals: number): string {
  if (!isPlainDecimal(executedQty) || !isPlainDecimal(cummulativeQuoteQty)) return '—';
  const executed = new Decimal(executedQty);
  // The exchange gives a negative value if it does not know how much was traded.
  const isKnown = executed.gt(0) && new Decimal(cummulativeQuoteQty).gte(0);
  return isKnown ? priceText(new Decimal(cummulativeQuoteQty).div(executed).toFixed(8), decimals) : '—';
}

/** Rows of one page, newest first, and how to read the page before. */
function usePages<T extends { readonly time: number }>(
  account: Account,
  read: (range: HistoryRange) => Promise<readonly T[]> | undefined,
) {
  const rows = useSignal<readonly T[] | undefined>(undefined);
  const error = useSignal('');
  const hasOlder = useSignal(true);
  const version = account.historyVersion.value;
  const load = async (endTime: number | undefined): Promise<void> => {
    try {
      const dates = endTime === undefined ? {} : { startTime: endTime - DAY, endTime };
      const page = [...((await read({ limit: PAGE, ...dates })) ?? [])].sort((one, other) => other.time - one.time);
      error.value = '';
      if (endTime === undefined) rows.value = page;
      else {
        rows.value = [...(rows.peek() ?? []), ...page];
        hasOlder.value = page.length > 0;
      }
    } catch (reason) {
      error.value = messageOf(reason);
    }
  };
  useEffect(() => {
    hasOlder.value = true;
    void load(undefined);
  }, [version]);
  const loadOlder = (): Promise<void> => load((rows.peek()?.at(-1)?.time ?? Date.now()) - 1);
  return { rows: rows.value, error: error.value, hasOlder: hasOlder.value, loadOlder };
}
