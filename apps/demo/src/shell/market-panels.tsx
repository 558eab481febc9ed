import { KlineInterval } from '@pkg/core';
import { useComputed, useSignal } from '@preact/signals';
import { changeText, compact, grouped } from '../format.js';
import type { Candle, Market, Session } from '../session/index.js';
import { type LadderLayout, mountLadder } from '../views/ladder.js';
import { groupsFor, priceOfTicks } from '../views/levels.js';
import { mountTape } from '../views/tape.js';
import type { AppState } from './app-state.js';
import { Hot } from './hot.js';

type PanelProps = { readonly app: AppState; readonly session: Session; readonly market: Market };

const COMMON: readonly KlineInterval[] = ['1s', '1m', '15m', '1h', '4h', '1d'];

export function ChartPanel({ app, session, market }: PanelProps) {
  const view = useSignal<'candles' | 'depth'>('candles');
  const legend = useSignal<Candle | undefined>(undefined);
  const interval = app.page.value.interval;
  const feedState = market.feed.value.state.value;
  const orders = useComputed(() =>
    (session.account.value?.state.value.openOrders ?? [])
      .filter(({ symbol, price }) => symbol === market.symbol && Number(price) > 0)
      .map(({ orderId, side, price, origQty, orderListId }) => ({
        orderId,
        side,
        price,
        quantity: origQty,
        canMove: orderListId < 0,
      })),
  );
  const move = (orderId: number, price: string): void => {
    const order = session.account
      .peek()
      ?.state.peek()
      .openOrders.find((each) => each.orderId === orderId);
    if (order) {
      session.orders
        .peek()
        ?.change(order, price, order.origQty)
        .catch((error: unknown) =>
          session.toasts.show('error', 'Not sent', error instanceof Error ? error.message : String(error)),
        );
    }
  };
  return (
    <section class="panel chart" aria-label="Chart">
      <header class="panel-head">
        <div class="tabs" role="group" aria-label="Chart">
          <button type="button" aria-pressed={view.value === 'candles'} onClick={() => (view.value = 'candles')}>
            Chart
          </button>
          <button type="button" aria-pressed={view.value === 'depth'} onClick={() => (view.value = 'depth')}>
            Depth
          </button>
        </div>
        <div class="intervals" role="group" aria-label="Interval" hidden={view.value === 'depth'}>
          {COMMON.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={interval === name}
              aria-label={`${name} candles`}
              onClick={() => void app.setInterval(name)}
            >
              {name}
            </button>
          ))}
          <select
            aria-label="All intervals"
            value={COMMON.includes(interval) ? '' : interval}
            data-chosen={!COMMON.includes(interval)}
            onChange={({ currentTarget }) => void app.setInterval(currentTarget.value as KlineInterval)}
          >
            <option value="" hidden>
              More
            </option>
            {Object.values(KlineInterval).map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </div>
      </header>
      <div class="canvas-box derived">
        {view.value === 'candles' && <Legend candle={legend.value} market={market} />}
        {view.value === 'candles' ? (
          <Hot
            class="canvas"
            label="Candles and volume"
            deps={[market, 'candles', session.isSettled.value]}
            mount={(root, signal) =>
              session.isSettled.peek() &&
              void import('../views/candles.js').then(({ mountCandles }) => {
                if (signal.aborted) return;
                const onLegend = (candle: Candle | undefined): void => {
                  legend.value = candle;
                };
                mountCandles(root, { market, orders, onLegend, onMove: move, signal });
              })
            }
          />
        ) : (
          <Hot
            class="canvas"
            label="Depth of the book"
            deps={[market, 'depth']}
            mount={(root, signal) =>
              void import('../views/depth-chart.js').then(
                ({ mountDepthChart }) => signal.aborted || mountDepthChart(root, { market, signal }),
              )
            }
          />
        )}
        {view.value === 'candles' && feedState !== 'ready' && (
          <p class="empty over">{feedState === 'loading' ? 'Loading candles…' : 'No trades on this pair yet.'}</p>
        )}
      </div>
    </section>
  );
}

function Legend({ candle, market }: { readonly candle: Candle | undefined; readonly market: Market }) {
  const price = (value: number): string => grouped(value.toFixed(market.priceDecimals));
  const tone = candle && candle.close >= candle.open ? 'up' : 'down';
  return (
    <p class="legend" id="legend" data-time={candle?.time}>
      {candle &&
        (
          [
            ['O', candle.open],
            ['H', candle.high],
            ['L', candle.low],
            ['C', candle.close],
          ] as const
        ).map(([name, value]) => (
          <span key={name}>
            {name} <b class={tone}>{price(value)}</b>
          </span>
        ))}
      {candle && (
        <span>
          V <b class={tone}>{compact(candle.volume)}</b>
        </span>
      )}
      {candle && <b class={tone}>{changeText(String(candle.open), String(candle.close))}</b>}
    </p>
  );
}

const LAYOUTS: readonly (readonly [LadderLayout, string])[] = [
  ['both', 'Bids and asks'],
  ['bids', 'Bids only'],
  ['asks', 'Asks only'],
];

export function BookPanel({ app, session, market }: PanelProps) {
  const layout = useSignal<LadderLayout>('both');
  const group = useSignal(0);
  const tick = Math.max(1, Math.round(Number(market.tickSize) * 10 ** market.priceDecimals));
  const groups = groupsFor(Number(market.lastPrice.value ?? 0), market.tickSize, market.priceDecimals);
  const chosen = useComputed(() => (group.value >= tick && group.value % tick === 0 ? group.value : tick));
  const own = useComputed(() => {
    const mine = (session.account.value?.state.value.openOrders ?? []).filter(
      ({ symbol, price }) => symbol === market.symbol && Number(price) > 0,
    );
    const prices = (side: string): string[] => mine.filter((order) => order.side === side).map(({ price }) => price);
    return { BUY: prices('BUY'), SELL: prices('SELL') };
  });
  const { state } = session.pulse.value;
  return (
    <section class="panel book" aria-label="Order book">
      <header class="panel-head">
        <h2>Order book</h2>
        <span class="state" id="book-state" role="status" data-state={state}>
          {state === 'live' || state === 'paused' ? state : session.pulse.value.text}
        </span>
        <div class="spacer" />
        <div class="layouts" role="group" aria-label="Sides">
          {LAYOUTS.map(([id, label]) => (
            <button
              key={id}
              type="button"
              aria-pressed={layout.value === id}
              title={label}
              onClick={() => (layout.value = id)}
            >
              <i class={`layout-icon ${id}`} aria-hidden="true" />
              <span class="unseen">{label}</span>
            </button>
          ))}
        </div>
        <select
          aria-label="Price step"
          value={String(chosen.value)}
          onChange={({ currentTarget }) => (group.value = Number(currentTarget.value))}
        >
          {groups.map((size) => (
            <option key={size} value={String(size)}>
              {priceOfTicks(size, market.priceDecimals).replace(/\.?0+$/, '') || '0'}
            </option>
          ))}
        </select>
      </header>
      <div class="columns" aria-hidden="true">
        <span>Price {market.quote}</span>
        <span>Amount {market.base}</span>
        <span>Sum</span>
      </div>
      <Hot
        class="ladder derived"
        label="Levels. Arrow keys move, Enter takes a price."
        deps={[market]}
        mount={(root, signal) =>
          mountLadder(root, {
            market,
            layout,
            group: chosen,
            own,
            signal,
            onPrice: (price) => {
              app.form.set('price', price);
              // On a phone the form is a sheet that has to be opened.
              if (matchMedia('(max-width: 760px)').matches) app.isFormOpen.value = true;
            },
          })
        }
      />
    </section>
  );
}

export function TapePanel({ market }: { readonly market: Market }) {
  return (
    <section class="panel trades" aria-label="Trades">
      <header class="panel-head">
        <h2>Trades</h2>
      </header>
      <div class="columns" aria-hidden="true">
        <span>Price {market.quote}</span>
        <span>Amount {market.base}</span>
        <span>Time</span>
      </div>
      <Hot
        class="tape derived"
        label="Newest trades"
        isList
        deps={[market]}
        mount={(root, signal) => mountTape(root, { market, signal })}
      />
    </section>
  );
}
