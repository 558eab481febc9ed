import { computed, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { trimDecimal } from '../format.js';
import type { Market, PulseState, Session } from '../session/index.js';
import { type LadderLayout, mountLadder } from '../views/ladder.js';
import { groupsFor, priceOfTicks } from '../views/levels.js';
import type { AppState } from './app-state.js';
import { SelfDrawn } from './self-drawn.js';

type PanelProps = { readonly app: AppState; readonly session: Session; readonly market: Market };

const LAYOUTS: readonly (readonly [LadderLayout, string])[] = [
  ['both', 'Bids and asks'],
  ['bids', 'Bids only'],
  ['asks', 'Asks only'],
];

/** One word for each state, because the header of the panel is narrow. The top bar shows a longer text. */
const STATE_WORDS: Readonly<Record<PulseState, string>> = {
  connecting: 'loading',
  syncing: 'loading',
  live: 'live',
  stale: 'stale',
  paused: 'paused',
  offline: 'offline',
  waiting: 'lost',
};

export function BookPanel({ app, session, market }: PanelProps) {
  const layout = useSignal<LadderLayout>('both');
  const group = useSignal(0);
  const tick = Math.max(1, Math.round(Number(market.tickSize) * 10 ** market.priceDecimals));
  const groups = groupsOf(market);
  // A row of the book covers `group` ticks. If the user has chosen this number for another symbol, it may be too large
  // for the prices of this symbol. Then the smallest number is used.
  const chosen = useMemo(() => computed(() => (groupsOf(market).includes(group.value) ? group.value : tick)), [market]);
  const own = useMemo(
    () =>
      computed(() => {
        const mine = (session.account.value?.state.value.openOrders ?? []).filter(
          ({ symbol, type, status }) =>
            // Orders that wait for a trigger, or for another order, are not in the book.
            symbol === market.symbol && /^LIMIT/.test(type) && status !== 'PENDING_NEW',
        );
        const prices = (side: string): string[] =>
          mine.filter((order) => order.side === side).map(({ price }) => price);
        return { BUY: prices('BUY'), SELL: prices('SELL') };
      }),
    [session, market],
  );
  const { state, text } = session.pulse.value;
  return (
    <section class="panel book" aria-label="Order book">
      <header class="panel-head">
        <h2>Book</h2>
        <span class="state" id="book-state" data-state={state} title={text}>
          {STATE_WORDS[state]}
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
              {trimDecimal(priceOfTicks(size, market.priceDecimals))}
            </option>
          ))}
        </select>
      </header>
      <div class="columns" aria-hidden="true">
        <span>Price {market.quote}</span>
        <span>Amount {market.base}</span>
        <span>Sum</span>
      </div>
      <SelfDrawn
        key={market.symbol}
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
              // On a phone, the order form is hidden. A click on a price opens it.
              if (matchMedia('(max-width: 760px)').matches) app.isFormOpen.value = true;
            },
          })
        }
      />
    </section>
  );
}

function groupsOf({ lastPrice, tickSize, priceDecimals }: Market): readonly number[] {
  return groupsFor(Number(lastPrice.value ?? 0), tickSize, priceDecimals);
}
