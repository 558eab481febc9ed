import { changePercent, changeText, compact, durationText, priceText } from '../format.js';
import { type Pulse, sourceName } from '../session/index.js';
import type { AppState } from './app-state.js';
import { Icon } from './icons.js';
import type { Theme } from './theme.js';

/**
 * Draws the top bar: the symbol with its price and 24-hour figures, the chosen exchange, and whether the data is live.
 */
export function TopBar({ app }: { readonly app: AppState }) {
  const session = app.session.value;
  const market = app.market.value;
  return (
    <header class="bar">
      <h1 class="brand">
        <span class="mark" aria-hidden="true" />
        <span class="brand-name">Spot</span>
      </h1>
      <button class="symbol-button" type="button" onClick={() => (app.dialog.value = 'search')} aria-haspopup="dialog">
        <strong>{market ? `${market.base}/${market.quote}` : '—'}</strong>
        <Icon name="down" />
        <span class="unseen">Choose a pair</span>
      </button>
      <Headline app={app} />
      <div class="spacer" />
      {session && (
        <button
          class="source"
          type="button"
          id="source"
          onClick={() => (app.dialog.value = 'source')}
          aria-haspopup="dialog"
          title="Choose the source of the market"
        >
          <span class="unseen">Source: </span>
          {sourceName(session.source)}
        </button>
      )}
      <PulseMeter app={app} />
      <button
        class="icon-button"
        type="button"
        onClick={() => (app.isInspecting.value = !app.isInspecting.value)}
        aria-pressed={app.isInspecting.value}
        title="Inspector (I)"
      >
        <Icon name="panel" />
        <span class="unseen">Inspector</span>
      </button>
      <ThemeButton app={app} />
    </header>
  );
}

function Headline({ app }: { readonly app: AppState }) {
  const market = app.market.value;
  const day = market?.day.value;
  const last = market?.lastPrice.value;
  const decimals = market?.priceDecimals ?? 2;
  const change = day && changePercent(day.open, last ?? day.last);
  return (
    <div class="headline derived" id="headline">
      <output class="price" data-direction={market?.direction.value} aria-label="Last price" aria-live="off">
        {last === undefined ? '—' : priceText(last, decimals)}
      </output>
      <Figure name="24h" class={change === undefined ? '' : change >= 0 ? 'up' : 'down'}>
        {day ? changeText(day.open, last ?? day.last) : '—'}
      </Figure>
      <Figure name="High">{day ? priceText(day.high, decimals) : '—'}</Figure>
      <Figure name="Low">{day ? priceText(day.low, decimals) : '—'}</Figure>
      <Figure name="Volume">{day ? `${compact(Number(day.quoteVolume))} ${market?.quote ?? ''}` : '—'}</Figure>
    </div>
  );
}

function Figure(props: { readonly name: string; readonly class?: string; readonly children: string }) {
  return (
    <span class={`figure figure-${props.name.toLowerCase()}`}>
      <small>{props.name}</small>
      <span class={props.class}>{props.children}</span>
    </span>
  );
}

function PulseMeter({ app }: { readonly app: AppState }) {
  const session = app.session.value;
  const pulse: Pulse = app.pulse.value;
  const latency = session?.wire.latency.value;
  const weight = weightUse(app);
  return (
    <div class="pulse" id="pulse" data-state={pulse.state}>
      <span class="pulse-state">
        <i aria-hidden="true" />
        <span id="pulse-text">{pulse.text}</span>
        {/* A screen reader reads each state aloud once. The text may contain a number that changes all the time. */}
        <span class="unseen" role="status">
          {pulse.state}
        </span>
      </span>
      <span class="meter meter-age" title="Age of the newest event of the book">
        <small>Age</small>
        <span>{pulse.age === undefined ? '—' : durationText(pulse.age)}</span>
      </span>
      <span class="meter meter-latency" title="From the last request to its reply">
        <small>Latency</small>
        <span>{latency === undefined ? '—' : durationText(latency)}</span>
      </span>
      <span class="meter meter-weight" title="Used request weight of this minute">
        <small>Weight</small>
        <span>{weight ? `${weight.used}/${weight.limit}` : '—'}</span>
      </span>
    </div>
  );
}

/**
 * Returns the used request weight and its limit. Makes Preact draw the calling component again when they may have
 * changed.
 */
export function weightUse(app: AppState): { readonly used: number; readonly limit: number } | undefined {
  const session = app.session.value;
  session?.pulse.value;
  session?.wire.eventsPerSecond.value;
  const window = session?.client?.limits.use.find(({ rateLimitType }) => rateLimitType === 'REQUEST_WEIGHT');
  return window?.limit === undefined ? undefined : { used: window.count, limit: window.limit };
}

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'dark', dark: 'light', light: 'system' };

function ThemeButton({ app }: { readonly app: AppState }) {
  const theme = app.theme.value;
  const icon = { system: 'auto', dark: 'moon', light: 'sun' } as const;
  return (
    <button
      class="icon-button"
      type="button"
      id="theme"
      onClick={() => (app.theme.value = NEXT[theme])}
      title={`Theme: ${theme === 'system' ? 'as the system' : theme}`}
    >
      <Icon name={icon[theme]} />
      <span class="unseen">Theme: {theme}</span>
    </button>
  );
}
