import { useEffect } from 'preact/hooks';
import type { AppState, PhoneTab } from './app-state.js';
import { BookPanel } from './book-panel.js';
import { Icon } from './icons.js';
import { lazy } from './lazy.js';
import { TopBar } from './top-bar.js';

// The code of these components is loaded when they are first shown. This keeps the first load small.
const ChartPanel = lazy(() => import('./chart-panel.js').then((module) => module.ChartPanel), 'panel skeleton chart');
const TapePanel = lazy(() => import('./tape-panel.js').then((module) => module.TapePanel), 'panel skeleton trades');
const OrderForm = lazy(() => import('./order-form.js').then((module) => module.OrderForm));
const OrdersPanel = lazy(
  () => import('./orders-panel.js').then((module) => module.OrdersPanel),
  'panel skeleton orders',
);
const Notices = lazy(() => import('./notices.js').then((module) => module.Notices));
const Search = lazy(() => import('./search.js').then((module) => module.Search));
const SourceDialog = lazy(() => import('./source-dialog.js').then((module) => module.SourceDialog));
const Inspector = lazy(() => import('./inspector.js').then((module) => module.Inspector));
const Wall = lazy(() => import('./wall.js').then((module) => module.Wall));
const KeysDialog = lazy(() => import('./keys-dialog.js').then((module) => module.KeysDialog));

const PHONE_TABS: readonly (readonly [PhoneTab, string])[] = [
  ['chart', 'Chart'],
  ['book', 'Book'],
  ['trades', 'Trades'],
  ['orders', 'Orders'],
];

export function App({ app }: { readonly app: AppState }) {
  const session = app.session.value;
  const market = app.market.value;
  const isWall = app.page.value.view === 'wall';
  const isSettled = session?.isSettled.value;
  useEffect(() => {
    const end = new AbortController();
    if (isSettled) void listenForKeys(app, end.signal);
    return () => end.abort();
  }, [isSettled]);
  return (
    <div class="page" data-inspecting={app.isInspecting.value} data-tab={app.phoneTab.value}>
      <TopBar app={app} />
      {isSettled && <Notices app={app} />}
      {isWall && session ? (
        <Wall app={app} session={session} />
      ) : (
        <main class="desk">
          {session && market ? (
            <>
              {isSettled ? (
                <ChartPanel app={app} session={session} market={market} />
              ) : (
                <section class="panel skeleton chart" aria-hidden="true" />
              )}
              <BookPanel app={app} session={session} market={market} />
              {isSettled ? <TapePanel market={market} /> : <section class="panel skeleton trades" aria-hidden="true" />}
              <section class="panel form" aria-label="Place an order" data-open={app.isFormOpen.value}>
                <header class="panel-head sheet-head">
                  <h2>Order</h2>
                  <div class="spacer" />
                  <button type="button" class="icon-button" onClick={() => (app.isFormOpen.value = false)}>
                    <Icon name="close" />
                    <span class="unseen">Close the order</span>
                  </button>
                </header>
                {isSettled && <OrderForm key={market.symbol} app={app} session={session} market={market} />}
              </section>
              {isSettled ? (
                <OrdersPanel app={app} session={session} />
              ) : (
                <section class="panel orders" aria-hidden="true" />
              )}
            </>
          ) : (
            <Skeleton />
          )}
        </main>
      )}
      {app.isInspecting.value && session && <Inspector app={app} session={session} />}
      {!isWall && (
        <nav class="phone-bar" aria-label="Views">
          {PHONE_TABS.map(([id, label]) => (
            <button
              key={id}
              type="button"
              aria-pressed={app.phoneTab.value === id}
              onClick={() => (app.phoneTab.value = id)}
            >
              {label}
            </button>
          ))}
          {(['BUY', 'SELL'] as const).map((side) => (
            <button
              key={side}
              type="button"
              class="submit"
              data-side={side}
              disabled={!market}
              onClick={() => {
                app.form.chosenSide.value = side;
                app.isFormOpen.value = true;
              }}
            >
              {side === 'BUY' ? 'Buy' : 'Sell'}
            </button>
          ))}
        </nav>
      )}
      {app.dialog.value === 'search' && session && <Search app={app} session={session} />}
      {app.dialog.value === 'source' && <SourceDialog app={app} />}
      {app.dialog.value === 'keys' && <KeysDialog app={app} />}
    </div>
  );
}

/**
 * Draws empty panels until there is data. They take the places of the later panels, so that nothing moves when the data
 * arrives.
 */
function Skeleton() {
  return (
    <>
      {['chart', 'book', 'trades', 'form', 'orders'].map((name) => (
        <section key={name} class={`panel skeleton ${name}`} aria-hidden="true" />
      ))}
    </>
  );
}

/** Loads the code of the keyboard shortcuts, and handles them until the signal aborts. */
async function listenForKeys(app: AppState, signal: AbortSignal): Promise<void> {
  const { handleKey } = await import('./shortcuts.js');
  if (!signal.aborted) addEventListener('keydown', (event) => handleKey(app, event), { signal });
}
