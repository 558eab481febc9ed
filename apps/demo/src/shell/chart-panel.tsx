import '../style/chart.css';
import { KlineInterval } from '@pkg/core';
import { subtractDecimals } from '@pkg/core/internal';
import { computed, signal as createSignal, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { changeText, compact, grouped, isPlainDecimal } from '../format.js';
import { CandleFeed } from '../session/candle-feed.js';
import { type Candle, type Market, messageOf, type Session } from '../session/index.js';
import type { AppState } from './app-state.js';
import { SelfDrawn } from './self-drawn.js';

type PanelProps = { readonly app: AppState; readonly session: Session; readonly market: Market };

const COMMON: readonly KlineInterval[] = ['1s', '1m', '15m', '1h', '4h', '1d'];

export function ChartPanel({ app, session, market }: PanelProps) {
  const view = useSignal<'candles' | 'depth'>('candles');
  const legend = useMemo(() => createSignal<Candle | undefined>(undefined), [market]);
  const interval = app.page.value.interval;
  const feedState = market.feed.value?.state.value ?? 'loading';
  useCandles(session, market, interval);
  const orders = useMemo(
    () =>
      computed(() =>
        (session.account.value?.state.value.openOrders ?? [])
          .filter(
            // An order with this status waits until another order of its list is filled.
            ({ symbol, price, status }) => symbol === market.symbol && Number(price) > 0 && status !== 'PENDING_NEW',
          )
          .map(({ orderId, side, price, origQty, executedQty, orderListId }) => ({
            orderId,
            side,
            price,
            quantity: [origQty, executedQty].every(isPlainDecimal) ? subtractDecimals(origQty, executedQty) : origQty,
            canMove: orderListId < 0,
          })),
      ),
    [session, market],
  );
  const move = (orderId: number, price: string): void => {
    const order = session.account
      .peek()
      ?.state.peek()
      .openOrders.find((each) => each.symbol === market.symbol && each.orderId === orderId);
    if (order) {
      session.orders
        .peek()
        ?.change(order, price, order.origQty)
        .catch((error: unknown) => session.toasts.show('error', 'Not sent', messageOf(error)));
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
              onClick={() => app.setInterval(name)}
            >
              {name}
            </button>
          ))}
          <select
            aria-label="All intervals"
            value={COMMON.includes(interval) ? '' : interval}
            data-chosen={!COMMON.includes(interval)}
            onChange={({ currentTarget }) => app.setInterval(currentTarget.value as KlineInterval)}
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
          <SelfDrawn
            key={market.symbol}
            class="canvas"
            label="Candles and volume"
            deps={[market, 'candles']}
            mount={(root, signal) =>
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
          <SelfDrawn
            key={market.symbol}
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

/** Loads the candles of the interval, and keeps them up to date as long as the panel is shown. */
function useCandles(session: Session, market: Market, interval: KlineInterval): void {
  useEffect(() => {
    const { client, manager, retries, toasts } = session;
    if (!client || !manager) return;
    const end = new AbortController();
    const signal = AbortSignal.any([market.signal, end.signal]);
    const feed = new CandleFeed(client, market.symbol, interval, {
      signal,
      retries,
      onOlderFailed: (error) => toasts.show('warn', 'Older candles could not be read', messageOf(error)),
    });
    market.feed.value = feed;
    feed.open(manager).catch((error: unknown) => {
      if (!signal.aborted) toasts.show('error', 'The candles cannot be read', messageOf(error));
    });
    return () => end.abort();
  }, [session, market, interval]);
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
      {candle && <b class={tone}>{changeText(candle.open.toFixed(16), candle.close.toFixed(16))}</b>}
    </p>
  );
}
