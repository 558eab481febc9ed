import type { MiniTickerEvent } from '@pkg/streams';
import { allMiniTickers } from '@pkg/streams';
import { type Signal, signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { changePercent, changeText, compact, decimalsOf, priceText } from '../format.js';
import { messageOf, type Session } from '../session/index.js';
import type { AppState } from './app-state.js';
import { Icon } from './icons.js';
import { Modal } from './modal.js';

type Row = { readonly symbol: string; readonly open: string; readonly last: string; readonly quoteVolume: string };

const SHOWN = 60;
const FAVOURITES = 'favourite-symbols';
const favourites = signal<ReadonlySet<string>>(new Set(readFavourites()));

/** Draws the search for a symbol, with prices and their changes in 24 hours. */
export function Search({ app, session }: { readonly app: AppState; readonly session: Session }) {
  const text = useSignal('');
  /** The symbol of the chosen row; undefined while this is the first row, whatever its symbol is. */
  const chosen = useSignal<string | undefined>(undefined);
  const rows = useSignal<ReadonlyMap<string, Row>>(new Map());
  /** The rows as they were first read. The list is sorted by their volumes, so no row moves when a volume changes. */
  const first = useSignal(rows.peek());
  const error = useSignal('');
  useEffect(() => {
    const end = new AbortController();
    error.value = '';
    load(session, rows, first, end.signal).catch((reason: unknown) => {
      if (!end.signal.aborted) error.value = messageOf(reason);
    });
    return () => end.abort();
    // The effect runs again when the phase changes, because the search may be opened before the session has a
    // connection, or may stay open while the session gets another connection.
  }, [session, session.phase.value.state]);
  const isLoading = session.symbols.value.size <= 1;
  const find = (): Row[] => matches(session, rows.value, first.value, text.value);
  const listed = find();
  const index = Math.max(
    0,
    listed.findIndex(({ symbol }) => symbol === chosen.value),
  );
  const selected = listed[index]?.symbol;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, Enter: 0 }[event.key];
    // While a text is composed, for example in Chinese, Enter ends the composition.
    if (step === undefined || event.isComposing) return;
    event.preventDefault();
    const symbol = listed[index + step]?.symbol ?? selected;
    if (!symbol) return;
    chosen.value = symbol;
    if (event.key === 'Enter' && event.shiftKey) toggleFavourite(symbol);
    else if (event.key === 'Enter') void app.pick(symbol);
    document.getElementById(`pair-${symbol}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <Modal title="Choose a pair" class="search" onClose={() => (app.dialog.value = undefined)}>
      <input
        data-autofocus
        class="search-input"
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="pairs"
        aria-activedescendant={selected && `pair-${selected}`}
        aria-label="Search pairs"
        placeholder="Search, for example ETH"
        spellcheck={false}
        autocomplete="off"
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value.slice(0, 30);
          // From now on, this row stays chosen, even if the prices are read later and change the order of the rows.
          chosen.value = find()[0]?.symbol;
        }}
        onKeyDown={onKeyDown}
      />
      <div class="pairs-head" aria-hidden="true">
        <span>Pair</span>
        <span>Price</span>
        <span>24h</span>
        <span>Volume</span>
      </div>
      <div class="pairs" id="pairs" role="listbox" aria-label="Pairs">
        {listed.map((row) => (
          <PairRow key={row.symbol} app={app} session={session} row={row} isSelected={row.symbol === selected} />
        ))}
        {listed.length === 0 && (
          <p class="empty">
            {error.value || (isLoading ? 'Reading the pairs…' : `No pair has “${text.value}” in its name.`)}
          </p>
        )}
      </div>
    </Modal>
  );
}

function PairRow(props: {
  readonly app: AppState;
  readonly session: Session;
  readonly row: Row;
  readonly isSelected: boolean;
}) {
  const { app, session, row, isSelected } = props;
  const { base, quote, decimals } = session.describe(row.symbol);
  const change = changePercent(row.open, row.last);
  const isFavourite = favourites.value.has(row.symbol);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field handles the keys of the list
    <div
      class="pair"
      id={`pair-${row.symbol}`}
      role="option"
      aria-selected={isSelected}
      tabIndex={-1}
      onClick={() => void app.pick(row.symbol)}
    >
      <span class="pair-name">
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: Shift and Enter do the same by keyboard */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: an option holds no button */}
        <span
          class="star"
          data-chosen={isFavourite}
          title="Favourite (Shift Enter)"
          onClick={(event) => {
            event.stopPropagation();
            toggleFavourite(row.symbol);
          }}
        >
          <Icon name="star" isFilled={isFavourite} />
          {isFavourite && <span class="unseen">Favourite</span>}
        </span>
        <strong>{base}</strong>
        <small>/{quote}</small>
      </span>
      <span>{row.last ? priceText(row.last, Math.min(decimals, Math.max(2, decimalsOf(row.last)))) : '—'}</span>
      <span class={change === undefined ? '' : change >= 0 ? 'up' : 'down'}>
        {row.last ? changeText(row.open, row.last) : '—'}
      </span>
      <span>{row.quoteVolume ? compact(Number(row.quoteVolume)) : '—'}</span>
    </div>
  );
}

async function load(
  session: Session,
  rows: Signal<ReadonlyMap<string, Row>>,
  first: Signal<ReadonlyMap<string, Row>>,
  signal: AbortSignal,
): Promise<void> {
  const { client, manager, retries } = session;
  if (!client || !manager) return;
  const merge = (read: readonly Row[]): void => {
    rows.value = new Map([...rows.peek(), ...read.map((row) => [row.symbol, row] as const)]);
  };
  const live = manager.subscribe(
    allMiniTickers(),
    (events: MiniTickerEvent[]) =>
      merge(events.map(({ s, o, c, q }) => ({ symbol: s, open: o, last: c, quoteVolume: q }))),
    { signal },
  );
  await Promise.all([
    retries.run(() => session.loadSymbols(), signal),
    retries
      .run(() => client.getTickers({ type: 'MINI' }, { signal }), signal)
      .then((tickers) => {
        merge(
          tickers.map(({ symbol, openPrice, lastPrice, quoteVolume }) => ({
            symbol,
            open: openPrice,
            last: lastPrice,
            quoteVolume,
          })),
        );
        first.value = rows.peek();
      }),
    live,
  ]);
}

/**
 * Returns the symbols that contain `text`. Favourites come before other symbols, and in both groups symbols that begin
 * with `text` come first. Symbols of equal rank are sorted by the volumes in `first`.
 */
function matches(
  session: Session,
  rows: ReadonlyMap<string, Row>,
  first: ReadonlyMap<string, Row>,
  text: string,
): Row[] {
  const wanted = text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
  const volume = ({ symbol }: Row): number => Number(first.get(symbol)?.quoteVolume ?? 0);
  const rank = ({ symbol }: Row): number =>
    (favourites.value.has(symbol) ? 0 : 2) + (wanted && !symbol.startsWith(wanted) ? 1 : 0);
  return [...session.symbols.value.keys()]
    .filter((symbol) => symbol.includes(wanted))
    .map((symbol) => rows.get(symbol) ?? { symbol, open: '', last: '', quoteVolume: '' })
    .sort((one, other) => rank(one) - rank(other) || volume(other) - volume(one))
    .slice(0, SHOWN);
}

function toggleFavourite(symbol: string): void {
  const changed = new Set(favourites.value);
  if (!changed.delete(symbol)) changed.add(symbol);
  favourites.value = changed;
  try {
    localStorage.setItem(FAVOURITES, JSON.stringify([...changed]));
  } catch {
    // `setItem` throws if the browser does not allow the page to store data. The favourites are then kept only until
    // the page is closed.
  }
}

function readFavourites(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(FAVOURITES) ?? '[]');
    return Array.isArray(stored) ? stored.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
}
