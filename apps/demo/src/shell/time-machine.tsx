import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { bookHash } from '../session/book-hash.js';
import { LONGEST_REPLAY, type Replay, type Session, writePageState } from '../session/index.js';
import type { MarketMode } from '../worker/options.js';
import type { AppState } from './app-state.js';
import { CopyButton } from './copy-button.js';

const SPEEDS = [0, 1, 10, 60] as const;

/**
 * Draws the controls of the exchange in the worker: the speed of its time, the mode of its market, and a URL that
 * repeats the simulation in another page.
 */
export function TimeMachine({ app, session }: { readonly app: AppState; readonly session: Session }) {
  const time = session.time.value;
  const hash = useSignal('');
  const speed = time?.speed ?? 1;
  const market = app.market.value;
  useEffect(() => {
    hash.value = '';
    if (speed !== 0 || !market) return;
    let isCurrent = true;
    session.client
      ?.getOrderBook({ symbol: market.symbol, limit: 1000 })
      .then((book) => {
        if (isCurrent) hash.value = bookHash(book);
      })
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [speed, time?.elapsed === undefined ? 0 : speed === 0 ? time.elapsed : 0, market]);

  const setMode = async (mode: MarketMode): Promise<void> => {
    await session.simulated?.control?.('POST /sim/market', { mode });
    // The worker sends its time to the page just before it changes the mode of the market. So `elapsed` is the time of
    // this change.
    const at = session.time.peek()?.elapsed ?? 0;
    app.commands.value = [...app.commands.peek(), { at, mode }];
    session.code.note(`Market: ${mode}`, `market.mode = '${mode}'; // a SyntheticMarket of @pkg/simulator`);
  };
  const link = (): string => {
    const start = session.simulated?.start ?? 0;
    const replay: Replay = { start, until: session.time.peek()?.elapsed ?? 0, commands: app.commands.peek() };
    return new URL(writePageState({ ...app.page.peek(), replay }), location.href).href;
  };
  return (
    <section class="block" id="time-machine">
      <h3>Time machine</h3>
      <div class="segmented" role="group" aria-label="Speed of time">
        {SPEEDS.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={speed === each}
            onClick={() => session.simulated?.exchange?.setSpeed(each)}
          >
            {each === 0 ? 'Pause' : `×${each}`}
          </button>
        ))}
      </div>
      <div class="segmented" role="group" aria-label="Mood of the market">
        {(['calm', 'trending', 'bursty', 'crash'] as const).map((mode) => (
          <button
            key={mode}
            type="button"
            aria-pressed={(app.commands.value.at(-1)?.mode ?? 'calm') === mode}
            // The mode cannot be set if the session ends meanwhile.
            onClick={() => setMode(mode).catch(() => undefined)}
          >
            {mode.charAt(0).toUpperCase() + mode.slice(1)}
          </button>
        ))}
      </div>
      <p class="hint">
        {time ? `${(time.elapsed / 1000).toFixed(1)} s since the start.` : 'Starting.'} Seed {app.page.value.seed}.
      </p>
      {speed === 0 ? (
        <p class="hint">
          Book{' '}
          <b class="mono" id="book-hash">
            {hash.value || '…'}
          </b>{' '}
          {(time?.elapsed ?? 0) > LONGEST_REPLAY ? (
            'A link can repeat only the first hour of a run.'
          ) : (
            <CopyButton id="copy-link" label="Copy link to this moment" text={link()} />
          )}
        </p>
      ) : (
        <p class="hint">
          Pause to get a link that repeats this run, with the same book. Your own orders are not repeated.
        </p>
      )}
    </section>
  );
}
