import '../style/inspector.css';
import { useSignal } from '@preact/signals';
import { durationText, grouped, toDecimals } from '../format.js';
import { clockTime } from '../format-time.js';
import { EXPERIMENTS, placeResting } from '../session/experiments.js';
import { messageOf, type Session } from '../session/index.js';
import type { WireEntry } from '../session/message-log.js';
import { weightOf } from '../session/weights.js';
import { whyBlocked } from '../session/why-blocked.js';
import type { AppState } from './app-state.js';
import { CopyButton } from './copy-button.js';
import { Icon } from './icons.js';
import { TimeMachine } from './time-machine.js';
import { weightUse } from './top-bar.js';

type Tab = 'moments' | 'state' | 'wire';

const TABS: readonly (readonly [Tab, string])[] = [
  ['moments', 'Try it'],
  ['state', 'State'],
  ['wire', 'Wire'],
];

/**
 * A panel that shows experiments to try, the state of connections, limits and clock, the last frames and requests, and
 * code that does the same as the user's last action.
 */
export function Inspector({ app, session }: { readonly app: AppState; readonly session: Session }) {
  const tab = useSignal<Tab>('moments');
  return (
    <aside class="inspector panel" aria-label="Inspector">
      <header class="panel-head">
        <div class="tabs" role="tablist" aria-label="Inspector">
          {TABS.map(([id, label]) => (
            <button key={id} type="button" role="tab" aria-selected={tab.value === id} onClick={() => (tab.value = id)}>
              {label}
            </button>
          ))}
        </div>
        <div class="spacer" />
        <button type="button" class="icon-button" onClick={() => (app.isInspecting.value = false)}>
          <Icon name="close" />
          <span class="unseen">Close the inspector</span>
        </button>
      </header>
      <div
        class="scroll inspector-body"
        tabIndex={0}
        role="tabpanel"
        aria-label={TABS.find(([id]) => id === tab.value)?.[1]}
      >
        {tab.value === 'moments' && <Moments app={app} session={session} />}
        {tab.value === 'state' && <State app={app} session={session} />}
        {tab.value === 'wire' && <WireLog session={session} />}
      </div>
      <CodeView session={session} />
    </aside>
  );
}

function Moments({ app, session }: { readonly app: AppState; readonly session: Session }) {
  const market = app.market.value;
  const running = useSignal<string | undefined>(undefined);
  const isReady = market !== undefined && ['live', 'paused'].includes(session.pulse.value.state);
  const canOrder = whyBlocked(session) === undefined;
  const isAllowed = (needs: string): boolean =>
    isReady && (needs === 'book' || (canOrder && (needs === 'account' || session.simulated !== undefined)));
  return (
    <>
      <ul class="moments">
        {EXPERIMENTS.map(({ id, title, summary, needs, run }) => (
          <li key={id}>
            <div>
              <strong>{title}</strong>
              <p>{summary}</p>
            </div>
            <button
              type="button"
              class="small"
              id={`try-${id}`}
              disabled={!isAllowed(needs) || running.value === id}
              aria-pressed={id === 'clock' ? session.clock.skew !== 0 : undefined}
              onClick={async () => {
                if (!market) return;
                running.value = id;
                await run(session, market).catch((error: unknown) =>
                  session.toasts.show('error', title, messageOf(error)),
                );
                running.value = undefined;
              }}
            >
              {running.value === id ? 'Running' : id === 'clock' && session.clock.skew !== 0 ? 'Set right' : 'Run'}
            </button>
          </li>
        ))}
        <li>
          <div>
            <strong>Type nonsense</strong>
            <p>Fills the form with an order that breaks rules. Tab takes the nearest legal values.</p>
          </div>
          <button type="button" class="small" id="try-nonsense" disabled={!isReady} onClick={() => typeNonsense(app)}>
            Run
          </button>
        </li>
        <li>
          <div>
            <strong>Drag an order</strong>
            <p>Places an order near the price. Drag its label in the chart to move it.</p>
          </div>
          <button
            type="button"
            class="small"
            id="try-drag"
            disabled={!isAllowed('account')}
            onClick={() => {
              if (!market) return;
              showPage(app);
              app.phoneTab.value = 'chart';
              void placeResting(session, market, -8);
            }}
          >
            Run
          </button>
        </li>
        <li>
          <div>
            <strong>1,500 live books</strong>
            <p>The books of a whole market on one wall. Click one to trade on it.</p>
          </div>
          <button type="button" class="small" id="try-wall" onClick={() => openWall(app)}>
            Open
          </button>
        </li>
      </ul>
      {session.source.id === 'page' && <TimeMachine app={app} session={session} />}
      <BookLife session={session} />
    </>
  );
}

function typeNonsense(app: AppState): void {
  const market = app.market.peek();
  const price = market?.lastPrice.peek();
  if (!market || !price) return;
  app.form.kindId.value = 'LIMIT';
  app.form.set('price', `${toDecimals(price, Math.max(1, market.priceDecimals))}37`);
  app.form.set('quantity', `${market.stepSize.replace(/0+$/, '')}5`);
  app.isFormOpen.value = true;
  showPage(app);
  setTimeout(() => document.querySelector<HTMLInputElement>('#order input[name=price]')?.focus());
}

/** Closes the inspector if it covers a part of the page, so that the user sees what happens there. */
function showPage(app: AppState): void {
  if (matchMedia('(max-width: 1280px)').matches) app.isInspecting.value = false;
}

function openWall(app: AppState): void {
  const source = app.session.peek()?.source.id;
  if (source === 'page') app.reopen({ view: 'wall', replay: undefined });
  else app.page.value = { ...app.page.peek(), view: 'wall' };
  app.isInspecting.value = false;
}

/** Lists what happened to the shown order book: its update ids, gaps and snapshots. */
function BookLife({ session }: { readonly session: Session }) {
  const { steps, newestIds } = session.bookLog;
  const newest = newestIds.value;
  return (
    <section class="block">
      <h3>Life of the book</h3>
      <p class="hint">
        Newest event: updates <b class="mono">{newest ? `${newest.first} to ${newest.last}` : '—'}</b>
      </p>
      <ol class="steps" id="book-life">
        {[...steps.value].reverse().map((step) => (
          <li key={`${step.at} ${step.text}`} data-tone={step.tone}>
            <time>{clockTime(step.at)}</time>
            <span>
              {step.text}
              {step.request && `, ${weightText(step.request)}`}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function State({ app, session }: { readonly app: AppState; readonly session: Session }) {
  // This read makes Preact draw the component again whenever the age of the data changes.
  session.pulse.value;
  const events = session.wire.eventsPerSecond.value;
  const market = app.market.value;
  const { limits } = session.trader.value ?? session.client ?? {};
  const metrics = market?.book.metrics;
  const resyncs = Object.entries(metrics?.resyncs ?? {}).filter(([, count]) => count > 0);
  const weight = weightUse(app);
  const stopped = limits?.stoppedUntil === undefined ? 0 : limits.stoppedUntil - session.exchangeNow();
  return (
    <>
      <section class="block">
        <h3>Connections</h3>
        <table class="facts" id="connections">
          <tbody>
            {[...session.connections.value.values()].map(
              ({ connection, connectionStatus, reason, attempt, gap, at }) => (
                <tr key={connection} data-state={connectionStatus}>
                  <th>{connection}</th>
                  <td>
                    {connectionStatus}
                    {connectionStatus === 'open'
                      ? gap === undefined
                        ? ''
                        : `, back after ${durationText(gap)}`
                      : `, attempt ${attempt}, for ${durationText(Date.now() - at)}${reason ? `: ${reason}` : ''}`}
                  </td>
                </tr>
              ),
            )}
            <tr>
              <th>open sockets</th>
              <td id="open-sockets">{session.wire.openSockets.value}</td>
            </tr>
            <tr>
              <th>events a second</th>
              <td>{grouped(String(events))}</td>
            </tr>
          </tbody>
        </table>
      </section>
      <section class="block">
        <h3>Limits</h3>
        {stopped > 0 && (
          <p class="problem" id="stop">
            The exchange asked for a stop. The next request goes out in {Math.ceil(stopped / 1000)} s.
          </p>
        )}
        {weight && <Gauge label="Request weight a minute" used={weight.used} limit={weight.limit} />}
        {limits?.use
          .filter(({ rateLimitType, limit }) => rateLimitType === 'ORDERS' && limit !== undefined)
          .map(({ interval, intervalNum, count, limit }) => (
            <Gauge
              key={`${intervalNum} ${interval}`}
              label={`Orders per ${intervalNum} ${interval.toLowerCase()}`}
              used={count}
              limit={limit ?? 1}
            />
          ))}
      </section>
      <section class="block">
        <h3>Clock</h3>
        <table class="facts">
          <tbody>
            <tr>
              <th>this machine</th>
              <td id="machine-clock">
                {clockTime(session.clock.now())}
                {session.clock.skew === 0 ? '' : ' (set wrong by 5 min)'}
              </td>
            </tr>
            <tr>
              <th>exchange</th>
              <td id="exchange-clock">
                {session.exchangeOffset === undefined ? 'not measured yet' : clockTime(session.exchangeNow())}
              </td>
            </tr>
          </tbody>
        </table>
      </section>
      <section class="block">
        <h3>Book</h3>
        <table class="facts">
          <tbody>
            <tr>
              <th>status</th>
              <td>{market?.book.status ?? '—'}</td>
            </tr>
            <tr>
              <th>events applied</th>
              <td>{grouped(String(metrics?.applied ?? 0))}</td>
            </tr>
            <tr>
              <th>resyncs</th>
              <td>
                {resyncs.length === 0 ? 'none' : resyncs.map(([reason, count]) => `${count} × ${reason}`).join(', ')}
              </td>
            </tr>
            <tr>
              <th>snapshots</th>
              <td>
                {metrics?.snapshots.received ?? 0}, weight {metrics?.snapshots.weight ?? 0}
              </td>
            </tr>
          </tbody>
        </table>
      </section>
    </>
  );
}

function Gauge({ label, used, limit }: { readonly label: string; readonly used: number; readonly limit: number }) {
  return (
    <div class="gauge">
      <span>{label}</span>
      <span class="mono">
        {grouped(String(used))} / {grouped(String(limit))}
      </span>
      <meter min={0} max={limit} high={0.7 * limit} value={used} aria-label={label} />
    </div>
  );
}

function WireLog({ session }: { readonly session: Session }) {
  const entries = session.wire.entries.value;
  return (
    <ol class="wire" id="wire">
      {[...entries].reverse().map((entry) => (
        <li key={entry.id} data-way={entry.way}>
          <time>{clockTime(entry.at)}</time>
          <span class="way" aria-hidden="true">
            {{ out: '→', in: '←', event: '•' }[entry.way]}
          </span>
          <b>{entry.what}</b>
          <span class="facts-of-entry">
            {weightText(entry)}
            {entry.ms === undefined ? '' : ` ${durationText(entry.ms)}`}
          </span>
          <span class="detail">{entry.detail}</span>
        </li>
      ))}
    </ol>
  );
}

function weightText({ way, what, params }: WireEntry): string {
  const weight = way === 'out' ? weightOf(what, params) : undefined;
  return weight === undefined ? '' : `weight ${weight}`;
}

function CodeView({ session }: { readonly session: Session }) {
  const snippet = session.code.latest.value;
  return (
    <section class="code" aria-label="Code of the last action">
      <header>
        <h3>{snippet?.title ?? 'The code of what you do'}</h3>
        {snippet && <CopyButton label="Copy" text={snippet.code} />}
      </header>
      <pre id="code" tabIndex={0}>
        {snippet?.code ?? 'Place, move or cancel an order, or run an experiment.\nThe call appears here.'}
      </pre>
    </section>
  );
}
