import '../style/toasts.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Session, SILENT_AFTER } from '../session/index.js';
import type { AppState } from './app-state.js';
import { Icon } from './icons.js';

/** Draws the banner below the top bar, and the short messages. */
export function Notices({ app }: { readonly app: AppState }) {
  return (
    <>
      <Banner app={app} />
      <Toasts app={app} />
    </>
  );
}

/** Draws the banner, which says why the shown data is not live and what the user can do about it. */
function Banner({ app }: { readonly app: AppState }) {
  const session = app.session.value;
  const phase = session?.phase.value;
  const account = session?.account.value?.state.value;
  const pulse = app.pulse.value;
  if (!session || !phase) return null;
  if (phase.state === 'waiting') {
    return (
      <p class="banner" role="alert" id="notice">
        <span>
          The exchange cannot be reached: {phase.error}. <Countdown until={phase.retryAt} />
        </span>
        <RetryNow session={session} />
        <button type="button" class="small" onClick={() => (app.dialog.value = 'source')}>
          Other source
        </button>
      </p>
    );
  }
  if (pulse.state === 'offline') {
    return (
      <p class="banner" role="alert" id="notice">
        This machine is offline. Prices, orders and balances are as of the moment when the connection was lost.
      </p>
    );
  }
  if (account?.status === 'failed') {
    return (
      <p class="banner" role="alert" id="notice">
        <span>
          The account cannot be read: {account.error?.message ?? 'the exchange refused the key'}. Market data goes on.
        </span>
        <button type="button" class="small" onClick={() => (app.dialog.value = 'source')}>
          Change the key
        </button>
      </p>
    );
  }
  const lost = [...session.connections.value.values()].filter(
    ({ connectionStatus }) => connectionStatus === 'reconnecting',
  );
  const [first] = lost;
  if (first) {
    return (
      <p class="banner" role="alert" id="notice">
        <span>
          Connection lost <Since at={first.at} /> ago: {first.reason || 'no reason given'}.
          {first.attempt > 0 && ` Attempt ${first.attempt} to connect.`}
        </span>
        <RetryNow session={session} />
      </p>
    );
  }
  const problem = session.retries.problem.value;
  if (problem) {
    return (
      <p class="banner" role="alert" id="notice">
        <span>{problem}. The page tries again.</span>
        <RetryNow session={session} />
      </p>
    );
  }
  const failure = session.failure.value;
  // If the exchange runs in the page's worker, there is no button to reconnect, because a reconnect would end the
  // worker and lose the exchange's state.
  const canReconnect = session.source.id !== 'page';
  if (failure || (pulse.state === 'stale' && (pulse.age ?? 0) > SILENT_AFTER && canReconnect)) {
    return (
      <p class="banner" role="alert" id="notice">
        <span>{failure ?? 'The newest data is old, although the connection is open'}.</span>
        {canReconnect && (
          <button type="button" class="small" onClick={() => app.reopen()}>
            Reconnect
          </button>
        )}
      </p>
    );
  }
  return null;
}

function RetryNow({ session }: { readonly session: Session }) {
  return (
    <button type="button" class="small" onClick={() => session.retryNow()}>
      Retry now
    </button>
  );
}

/** Returns the time, in ms since the epoch. Makes Preact draw the calling component again every 0.5 s. */
function useNow(): number {
  const ticks = useSignal(0);
  useEffect(() => {
    const timer = setInterval(() => {
      ticks.value += 1;
    }, 500);
    return () => clearInterval(timer);
  }, []);
  // The component may also be drawn between two ticks, so the time of the last tick would be too old.
  ticks.value;
  return Date.now();
}

// A screen reader reads a banner aloud whenever it changes, but not for a change of an element with the role `timer`.

function Countdown({ until }: { readonly until: number }) {
  const left = Math.ceil((until - useNow()) / 1000);
  return <span role="timer">{left > 0 ? `Next attempt in ${left} s.` : 'Trying now.'}</span>;
}

function Since({ at }: { readonly at: number }) {
  return <span role="timer">{Math.max(0, Math.floor((useNow() - at) / 1000))} s</span>;
}

/** Draws the messages that appear for a few seconds. A screen reader reads each message once. */
function Toasts({ app }: { readonly app: AppState }) {
  const toasts = app.session.value?.toasts;
  return (
    <div class="toasts" role="log" aria-live="polite" aria-label="Messages">
      {toasts?.list.value.map(({ id, tone, title, text, isRecovered }) => (
        <div key={id} class="toast" data-tone={tone}>
          <div>
            <strong>{title}</strong>
            {isRecovered && <span class="tag">recovered</span>}
            {text && <p>{text}</p>}
          </div>
          <button type="button" class="icon-button" onClick={() => toasts.dismiss(id)}>
            <Icon name="close" />
            <span class="unseen">Dismiss</span>
          </button>
        </div>
      ))}
    </div>
  );
}
