import '../style/wall.css';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { grouped } from '../format.js';
import type { Session } from '../session/index.js';
import { mountWall, type WallCount } from '../views/wall.js';
import type { AppState } from './app-state.js';

/** Draws the books of all symbols at once. */
export function Wall({ app, session }: { readonly app: AppState; readonly session: Session }) {
  const root = useRef<HTMLDivElement>(null);
  const count = useSignal<WallCount>({ live: 0, all: 0, hovered: '' });
  const isReady = session.phase.value.state === 'ready';
  useEffect(() => {
    if (!isReady || !root.current) return;
    const end = new AbortController();
    const shown = root.current;
    // If the symbols cannot be read, the banner shows the error and a button to retry.
    session.retries
      .run(() => session.loadSymbols(), end.signal)
      .then(() => {
        if (end.signal.aborted) return;
        mountWall(shown, {
          session,
          onCount: (next) => {
            count.value = next;
          },
          onPick: (symbol) => void app.pick(symbol),
          signal: end.signal,
        });
      })
      .catch(() => undefined);
    return () => end.abort();
  }, [session, isReady]);
  const { live, all, hovered } = count.value;
  return (
    <main class="wall-page">
      <header class="panel-head">
        <h2 id="wall-count">
          {grouped(String(live))} of {grouped(String(all))} books live
        </h2>
        <span class="hint">
          {grouped(String(session.wire.eventsPerSecond.value))} events a second. Green from below: more bids. Red from
          above: more asks. {hovered}
        </span>
        <div class="spacer" />
        <button type="button" class="small" onClick={() => app.reopen({ view: 'trade', symbol: 'BTCUSDT' })}>
          Back to trading
        </button>
      </header>
      <div class="wall" ref={root} />
    </main>
  );
}
