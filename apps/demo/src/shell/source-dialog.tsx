import { useSignal } from '@preact/signals';
import { SOURCES, type Source, type SourceId, sourceInfo } from '../session/index.js';
import type { AppState } from './app-state.js';
import { Modal } from './modal.js';

/** A description of each exchange. Only this dialog needs the descriptions, so they are loaded with it. */
const SUMMARIES: Readonly<Record<SourceId, string>> = {
  page: 'An exchange inside this page, in a worker. It needs no network and no account.',
  server: 'The simulated exchange that npm start runs on this machine.',
  live: 'The real market, read only.',
  testnet: 'Binance’s testnet, with your own testnet key. The key stays in the memory of this page.',
  demo: 'Binance’s demo trading, with your own demo key. The key stays in the memory of this page.',
};

/** Draws the choice of the exchange, and inputs for the key of a test network. The page does not store the key. */
export function SourceDialog({ app }: { readonly app: AppState }) {
  const current = app.session.value?.source;
  const chosen = useSignal<SourceId>(current?.id ?? 'page');
  const error = useSignal('');
  const info = sourceInfo(chosen.value);
  const close = (): void => {
    app.dialog.value = undefined;
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement)) as Record<string, string>;
    const key = keyOf(fields);
    if (!key && fields.apiKey?.trim()) {
      error.value = 'Enter the secret of the key too, or no key.';
      return;
    }
    // The client would refuse such a key, and the page could not connect.
    if (key && !/^[\x21-\x7e]+$/.test(key.apiKey)) {
      error.value = 'This is no API key.';
      return;
    }
    const server = chosen.value === 'server' ? serverOf(fields, key) : app.server;
    if (typeof server === 'string') {
      error.value = server;
      return;
    }
    close();
    app.open(chosen.value, { key: info.needsKey ? key : undefined, server });
  };
  return (
    <Modal title="Source of the market" class="source-dialog" onClose={close}>
      <form onSubmit={submit}>
        <p class="hint">This page never trades with real money. It has no addresses for live trading.</p>
        <div class="sources" role="radiogroup" aria-label="Source">
          {SOURCES.map(({ id, name }) => (
            <label key={id} class="source-option" data-source={id}>
              <input
                type="radio"
                name="kind"
                value={id}
                checked={chosen.value === id}
                disabled={id === 'server' && !app.server && current?.id !== 'server'}
                onChange={() => (chosen.value = id)}
              />
              <span>
                <strong>{name}</strong>
                <small>
                  {id === 'server' && !app.server
                    ? 'This page comes from a host of static files; run npm start.'
                    : SUMMARIES[id]}
                </small>
              </span>
            </label>
          ))}
        </div>
        {chosen.value === 'server' && (
          <fieldset>
            <legend>Addresses on this machine</legend>
            <TextField name="rest" label="REST" value={app.server?.rest ?? ''} />
            <TextField name="streams" label="Streams" value={app.server?.streams ?? ''} />
            <TextField name="wsApi" label="WebSocket API" value={app.server?.wsApi ?? ''} />
          </fieldset>
        )}
        {(chosen.value === 'server' || info.needsKey) && (
          <fieldset>
            <legend>{info.needsKey ? 'Your key, for this page only. Leave it empty to watch.' : 'Key'}</legend>
            <TextField
              name="apiKey"
              label="API key"
              value={chosen.value === 'server' ? (app.server?.apiKey ?? '') : ''}
            />
            <TextField
              name="apiSecret"
              label="Secret"
              value={chosen.value === 'server' ? (app.server?.apiSecret ?? '') : ''}
              isSecret
            />
          </fieldset>
        )}
        {error.value && (
          <p class="problem" role="alert">
            {error.value}
          </p>
        )}
        <div class="actions">
          <button type="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="primary">
            Connect
          </button>
        </div>
      </form>
    </Modal>
  );
}

function TextField(props: {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly isSecret?: boolean;
}) {
  const id = `source-${props.name}`;
  const { name, value } = props;
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {props.isSecret ? (
        <input id={id} name={name} defaultValue={value} type="password" autocomplete="off" />
      ) : (
        <input id={id} name={name} defaultValue={value} type="text" spellcheck={false} autocomplete="off" />
      )}
    </div>
  );
}

function keyOf({ apiKey = '', apiSecret = '' }: Record<string, string>): Source['key'] {
  return apiKey.trim() && apiSecret.trim() ? { apiKey: apiKey.trim(), apiSecret: apiSecret.trim() } : undefined;
}

/** Returns the server's addresses, or the reason why the page's Content-Security-Policy does not allow them. */
function serverOf(fields: Record<string, string>, key: Source['key']): Source['server'] | string {
  const [rest = '', streams = '', wsApi = ''] = ['rest', 'streams', 'wsApi'].map((name) => fields[name]?.trim());
  for (const address of [rest, streams, wsApi]) {
    if (!URL.canParse(address)) return `“${address}” is not an address.`;
    if (!['127.0.0.1', 'localhost'].includes(new URL(address).hostname)) {
      return `“${address}” is not on this machine. This page reaches a simulator only on 127.0.0.1 or localhost.`;
    }
  }
  return { rest, streams, wsApi, ...key };
}
