import type { KlineInterval } from '@pkg/core';
import { computed, effect, signal } from '@preact/signals';
import { priceText } from '../format.js';
import {
  messageOf,
  type PageState,
  readPageState,
  Session,
  type Source,
  type SourceId,
  serverAddresses,
  writePageState,
} from '../session/index.js';
import type { TimedCommand } from '../worker/options.js';
import { FormState } from './form-state.js';
import type { Theme } from './theme.js';

export type Dialog = 'search' | 'source' | 'keys' | undefined;
export type PhoneTab = 'chart' | 'book' | 'trades' | 'orders';

/** The state of the page: the open panels, the choices of the user, and the session with the chosen exchange. */
export class AppState {
  readonly page = signal<PageState>(readPageState(location.search));
  readonly session = signal<Session | undefined>(undefined);
  readonly dialog = signal<Dialog>(undefined);
  readonly isInspecting = signal(false);
  readonly phoneTab = signal<PhoneTab>('chart');
  /** Whether the order form is open on a phone. */
  readonly isFormOpen = signal(false);
  readonly theme = signal<Theme>('system');
  /**
   * The changes that the user has made to the simulated market since its start. The page's URL contains them, so that
   * another page can repeat the simulation.
   */
  readonly commands = signal<readonly TimedCommand[]>(this.page.peek().replay?.commands ?? []);
  readonly form = new FormState();
  readonly pulse = computed(
    () => this.session.value?.pulse.value ?? ({ state: 'connecting', text: 'connecting' } as const),
  );
  readonly market = computed(() => this.session.value?.market.value);
  #server: Source['server'];

  /** Opens the source that the page's URL names. */
  async start(): Promise<void> {
    this.#followSession();
    const { source } = this.page.peek();
    const addresses = serverAddresses();
    // The exchange in the page's worker needs no addresses. So the page opens it at once, and does not wait until its
    // server has sent the addresses of the other exchange.
    if (source === 'page') this.open(source);
    this.#server = await addresses;
    if (source !== 'page') this.open(source ?? (this.#server ? 'server' : 'page'));
  }

  /** Keeps the form, the address, the title and the attributes of the page's root element up to date. */
  #followSession(): void {
    effect(() => this.form.follow(this.market.value?.symbol));
    effect(() => this.#writeAddress());
    effect(() => this.#writeTitle());
    effect(() => {
      document.documentElement.dataset.source = this.session.value?.source.id ?? '';
    });
    effect(() => {
      const session = this.session.value;
      const isCertain = session?.account.value === undefined || session.isAccountCertain.value;
      document.documentElement.dataset.account = isCertain ? 'certain' : 'uncertain';
    });
    effect(() => {
      document.documentElement.dataset.pulse = this.pulse.value.state;
    });
  }

  get server(): Source['server'] {
    return this.#server;
  }

  /** Opens a source and ends the session with the previous one. */
  open(id: SourceId, options: { readonly key?: Source['key']; readonly server?: Source['server'] } = {}): void {
    const { key, server = this.#server } = options;
    this.#server = server;
    this.session.peek()?.close();
    this.form.clear();
    this.page.value = { ...this.page.peek(), source: id };
    this.commands.value = this.page.peek().replay?.commands ?? [];
    this.session.value = new Session({ id, key, server }, this.page.peek(), () => {
      this.reopen();
      this.session.peek()?.toasts.show('warn', 'The exchange was restarted', 'Everything was read again.');
    });
  }

  /** Opens the current source again, with a changed state of the page. */
  reopen(change: Partial<PageState> = {}): void {
    const session = this.session.peek();
    this.page.value = { ...this.page.peek(), ...change };
    if (session) this.open(session.source.id, { key: session.source.key, server: session.source.server });
  }

  async pick(symbol: string): Promise<void> {
    this.dialog.value = undefined;
    const session = this.session.peek();
    if (this.page.peek().view === 'wall') {
      this.page.value = { ...this.page.peek(), view: 'trade' };
    }
    try {
      await session?.pick(symbol);
    } catch (error) {
      session?.toasts.show('error', `${symbol} cannot be shown`, messageOf(error));
    }
  }

  setInterval(interval: KlineInterval): void {
    this.page.value = { ...this.page.peek(), interval };
  }

  #writeAddress(): void {
    const page = this.page.value;
    const symbol = this.market.value?.symbol ?? page.symbol;
    history.replaceState(null, '', writePageState({ ...page, symbol }));
    if (symbol !== page.symbol) this.page.value = { ...page, symbol };
  }

  #writeTitle(): void {
    const market = this.market.value;
    const price = market?.lastPrice.value;
    const { state } = this.pulse.value;
    const isCertain = state === 'live' || state === 'paused';
    const shown =
      market && price !== undefined
        ? `${priceText(price, market.priceDecimals)} · ${market.base}/${market.quote}`
        : 'Spot';
    document.title = isCertain || !market ? shown : `(${this.pulse.value.text}) ${market.base}/${market.quote}`;
  }
}
