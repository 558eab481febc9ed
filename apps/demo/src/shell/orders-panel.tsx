import '../style/orders.css';
import type { OpenOrder } from '@pkg/streams';
import { useSignal } from '@preact/signals';
import { grouped, isPlainDecimal, priceText, quantityText, trimDecimal } from '../format.js';
import { clockTime, recentTime } from '../format-time.js';
import { filledText } from '../order/amounts.js';
import { plainNumber } from '../order/order-kinds.js';
import { type Account, messageOf, type Session } from '../session/index.js';
import { whyBlocked } from '../session/why-blocked.js';
import type { AppState } from './app-state.js';
import { OrderHistory, TradeHistory } from './histories.js';
import { typeText } from './type-text.js';

type Tab = 'open' | 'orders' | 'trades' | 'balances';

const TABS: readonly (readonly [Tab, string])[] = [
  ['open', 'Open orders'],
  ['orders', 'Order history'],
  ['trades', 'Trade history'],
  ['balances', 'Balances'],
];

/** Draws the account's open orders, histories and balances. */
export function OrdersPanel({ app, session }: { readonly app: AppState; readonly session: Session }) {
  const tab = useSignal<Tab>('open');
  const account = session.account.value;
  const state = account?.state.value;
  const count = state?.openOrders.length ?? 0;
  const symbol = app.market.value?.symbol;
  return (
    <section class="panel orders" aria-label="Orders and balances" tabIndex={-1}>
      <header class="panel-head">
        <div class="tabs" role="tablist" aria-label="Orders and balances">
          {TABS.map(([id, label]) => (
            <button
              key={id}
              type="button"
              role="tab"
              id={`tab-${id}`}
              aria-selected={tab.value === id}
              aria-controls="orders-body"
              onClick={() => (tab.value = id)}
            >
              {label}
              {id === 'open' && count > 0 && <span class="count">{count}</span>}
            </button>
          ))}
        </div>
        <div class="spacer" />
        <AccountNote session={session} />
        {tab.value === 'open' && state && state.openOrders.some((order) => order.symbol === symbol) && symbol && (
          <button
            type="button"
            class="small"
            // The second click of a double click would be refused, because the orders are cancelled by then.
            onClick={({ detail }) =>
              detail < 2 &&
              session.orders
                .peek()
                ?.cancelAll(symbol)
                .catch(() => undefined)
            }
          >
            Cancel all {symbol} orders
          </button>
        )}
      </header>
      <div class="scroll" id="orders-body" role="tabpanel" aria-labelledby={`tab-${tab.value}`} tabIndex={0}>
        {!account && (
          <p class="empty">
            {session.canTrade
              ? (whyBlocked(session) ?? '')
              : 'Live data is read only. Choose a simulated source to trade.'}
          </p>
        )}
        {account && tab.value === 'open' && <OpenOrders session={session} account={account} />}
        {account && tab.value === 'orders' && symbol && (
          <OrderHistory key={symbol} session={session} account={account} symbol={symbol} />
        )}
        {account && tab.value === 'trades' && symbol && (
          <TradeHistory key={symbol} session={session} account={account} symbol={symbol} />
        )}
        {account && tab.value === 'balances' && <Balances account={account} />}
      </div>
    </section>
  );
}

/** Warns that the shown orders and balances may be outdated. */
function AccountNote({ session }: { readonly session: Session }) {
  const state = session.account.value?.state.value;
  if (!state || session.isAccountCertain.value) return null;
  const text = {
    connecting: 'reading the account',
    live: 'not certain',
    reconciling: 'not certain',
    failed: 'refused',
    closed: 'closed',
  }[state.status];
  return (
    <span class="note" role="status">
      {text}
      {session.accountCertainAt === undefined ? '' : `, as of ${clockTime(session.accountCertainAt)}`}
    </span>
  );
}

/** Returns why an account without orders or balances may have some after all; undefined if it has been read. */
function whyUnknown({ state }: Account): string | undefined {
  const { isKnown, status } = state.value;
  if (status === 'failed') return 'The exchange refused the key.';
  return isKnown ? undefined : 'Reading…';
}

function OpenOrders({ session, account }: { readonly session: Session; readonly account: Account }) {
  const { openOrders, status } = account.state.value;
  const ghosts = session.orders.value?.ghosts.value ?? [];
  const waiting = ghosts.filter(({ state }) => state === 'asking');
  const hasTrigger = openOrders.some((order) => triggerText(order, 0) !== '');
  if (openOrders.length === 0 && waiting.length === 0) {
    return (
      <p class="empty">
        {whyUnknown(account) ??
          (status === 'live'
            ? 'No open orders. Orders that you place wait here until they are filled.'
            : 'Reading open orders…')}
      </p>
    );
  }
  return (
    <table>
      <thead>
        <tr>
          <th>Time</th>
          <th>Pair</th>
          <th>Side</th>
          <th>Type</th>
          <th class="number">Price</th>
          <th class="number">Amount</th>
          <th class="number">Filled</th>
          {hasTrigger && <th class="number">Trigger</th>}
          <th class="actions-cell">
            <span class="unseen">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody id="orders">
        {waiting.map(({ id, text, side, symbol }) => (
          <tr key={id} class="ghost-order" data-state="asking">
            <td>—</td>
            <td>{symbol}</td>
            {side === undefined ? (
              <td>—</td>
            ) : (
              <td class={side === 'BUY' ? 'up' : 'down'}>{side === 'BUY' ? 'Buy' : 'Sell'}</td>
            )}
            <td colSpan={hasTrigger ? 6 : 5}>{text}: no answer yet. Asking the exchange.</td>
          </tr>
        ))}
        {openOrders.map((order) => (
          <OpenOrderRow
            key={`${order.symbol} ${order.orderId}`}
            session={session}
            account={account}
            order={order}
            hasTrigger={hasTrigger}
          />
        ))}
      </tbody>
    </table>
  );
}

/** The price that triggers an order, and by how much a trailing order follows the price; empty for other orders. */
function triggerText({ stopPrice, trailingDelta }: OpenOrder, decimals: number): string {
  const price = Number(stopPrice) > 0 ? [priceText(stopPrice, decimals)] : [];
  return [...price, ...(trailingDelta === undefined ? [] : [`trails ${trailingDelta} bps`])].join(', ');
}

function OpenOrderRow({
  session,
  account,
  order,
  hasTrigger,
}: {
  readonly session: Session;
  readonly account: Account;
  readonly order: OpenOrder;
  /** Whether the table has a column for the prices at which orders are triggered. */
  readonly hasTrigger: boolean;
}) {
  const isBusy = useSignal(false);
  const { decimals } = account.describe(order.symbol);
  const at = Number(order.price) > 0 ? trimDecimal(order.price) : 'the market';
  const what = `${order.side === 'BUY' ? 'Buy' : 'Sell'} ${trimDecimal(order.origQty)} ${order.symbol} at ${at}`;
  const act = async (action: () => Promise<unknown> | undefined): Promise<void> => {
    if (isBusy.value) return;
    isBusy.value = true;
    try {
      await action();
    } catch (error) {
      session.toasts.show('error', 'Not sent', messageOf(error));
    } finally {
      isBusy.value = false;
    }
  };
  const canChange = order.orderListId < 0 && Number(order.price) > 0;
  const change = (price: string, quantity: string) => act(() => session.orders.peek()?.change(order, price, quantity));
  return (
    <tr data-order-id={order.orderId}>
      <td class="dim">{recentTime(order.time, session.exchangeNow())}</td>
      <td>{order.symbol}</td>
      <td class={order.side === 'BUY' ? 'up' : 'down'}>{order.side === 'BUY' ? 'Buy' : 'Sell'}</td>
      <td>
        {typeText(order.type)}
        {order.status === 'PENDING_NEW' && ', pending'}
      </td>
      <td class="number">
        {Number(order.price) > 0 ? (
          <InlineNumber
            label={`Price of ${what}`}
            value={priceText(order.price, decimals)}
            isEditable={canChange}
            onValue={(price) => void change(price, order.origQty)}
          />
        ) : (
          'Market'
        )}
      </td>
      <td class="number">
        <InlineNumber
          label={`Amount of ${what}`}
          value={quantityText(order.origQty)}
          isEditable={canChange}
          onValue={(quantity) => void change(order.price, quantity)}
        />
      </td>
      <td class="number">{filledText(order.executedQty, order.origQty)}</td>
      {hasTrigger && <td class="number dim">{triggerText(order, decimals) || '—'}</td>}
      <td class="number actions-cell">
        <button
          type="button"
          class="text-button"
          aria-label={`Cancel ${what}`}
          aria-disabled={isBusy.value}
          onClick={() => void act(() => session.orders.peek()?.cancel(order))}
        >
          Cancel
        </button>
      </td>
    </tr>
  );
}

/** A number that becomes an input when it is clicked. Enter sends the change, Escape discards it. */
function InlineNumber(props: {
  readonly label: string;
  readonly value: string;
  readonly isEditable: boolean;
  readonly onValue: (value: string) => void;
}) {
  const draft = useSignal<string | undefined>(undefined);
  const isInvalid = useSignal(false);
  if (!props.isEditable) return <>{props.value}</>;
  if (draft.value === undefined) {
    return (
      <button
        type="button"
        class="inline-number"
        aria-label={`${props.label}: ${props.value}. Change it.`}
        onClick={() => (draft.value = props.value)}
      >
        {props.value}
      </button>
    );
  }
  const finish = (isConfirmed: boolean): void => {
    const value = plainNumber(draft.value ?? '');
    const isNumber = isPlainDecimal(value) && Number(value) > 0;
    isInvalid.value = isConfirmed && !isNumber;
    if (isInvalid.value) return;
    draft.value = undefined;
    if (isConfirmed) props.onValue(value);
  };
  return (
    <input
      class="inline-input"
      aria-label={isInvalid.value ? `${props.label}: this is not a number` : props.label}
      aria-invalid={isInvalid.value}
      title={isInvalid.value ? 'This is not a number.' : undefined}
      // No `inputMode`, because the keyboard that iPhones show for decimals has no Enter.
      size={Math.max(6, draft.value.length)}
      value={draft.value}
      ref={(input) => input?.focus()}
      onInput={({ currentTarget }) => (draft.value = currentTarget.value.slice(0, 40))}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish(true);
        else if (event.key === 'Escape') finish(false);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
      onBlur={() => finish(false)}
    />
  );
}

function Balances({ account }: { readonly account: Account }) {
  const { balances } = account.state.value;
  const held = [...balances].filter(([, { free, locked }]) => Number(free) > 0 || Number(locked) > 0);
  if (held.length === 0) return <p class="empty">{whyUnknown(account) ?? 'The account is empty.'}</p>;
  return (
    <table>
      <thead>
        <tr>
          <th>Asset</th>
          <th class="number">Free</th>
          <th class="number">In orders</th>
        </tr>
      </thead>
      <tbody id="balances">
        {held.map(([asset, { free, locked }]) => (
          <tr key={asset} data-asset={asset}>
            <td>{asset}</td>
            <td class="number">{grouped(trimDecimal(free, 2))}</td>
            <td class="number dim">{grouped(trimDecimal(locked, 2))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
