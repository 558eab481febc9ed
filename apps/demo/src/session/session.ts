import { BinanceApiError, type SpotClient, type SymbolInfo } from '@pkg/core';
import { BinanceSocketManager, type StatusChange, type UserData } from '@pkg/streams';
import { computed, signal as createSignal } from '@preact/signals';
import { decimalsOf } from '../format.js';
import type { Account } from './account.js';
import { BookLog } from './book-log.js';
import { assessPulse, EventDelay, isSilent, type Pulse } from './data-age.js';
import { CodeNotes } from './example-code.js';
import { filterValue, Market } from './market.js';
import type { MarketClient } from './market-client.js';
import { Wire } from './message-log.js';
import { messageOf } from './message-of.js';
import { type OpenSource, openSource } from './open-source.js';
import type { Orders } from './orders.js';
import { createPageClock, type PageClock } from './page-clock.js';
import type { PageState } from './page-url.js';
import { Retries } from './retrying.js';
import { type Source, sourceInfo } from './source.js';
import { fetchSymbol, fetchSymbols } from './symbols.js';
import { Toasts } from './toasts.js';

/** How far the page has come in connecting to the exchange. */
export type Phase =
  | { readonly state: 'connecting' }
  | { readonly state: 'ready' }
  | { readonly state: 'waiting'; readonly error: string; readonly retryAt: number };

/** The last known status of one connection. */
export type ConnectionInfo = StatusChange & { readonly at: number };

const RETRY_DELAY = 3_000;
const PULSE_INTERVAL = 200;
/**
 * The maximum time that the page waits for its first book to be live, in ms. After this time, the page loads the code
 * that it does not need at first.
 */
const SETTLE_TIME = 4_000;

/**
 * The connection of the page to one exchange: the client, its streams, the account and the shown symbol. Components and
 * views read its signals. When {@link signal} aborts, the session closes all its connections and timers.
 */
export class Session {
  readonly source: Source;
  readonly canTrade: boolean;
  readonly phase = createSignal<Phase>({ state: 'connecting' });
  readonly market = createSignal<Market | undefined>(undefined);
  /**
   * The client for orders and order rules. The session creates it when the first book is live. If the user has no key,
   * the client cannot sign requests.
   */
  readonly trader = createSignal<SpotClient | undefined>(undefined);
  readonly account = createSignal<Account | undefined>(undefined);
  readonly orders = createSignal<Orders | undefined>(undefined);
  readonly symbols = createSignal<ReadonlyMap<string, SymbolInfo>>(new Map());
  readonly connections = createSignal<ReadonlyMap<string, ConnectionInfo>>(new Map());
  readonly pulse = createSignal<Pulse>({ state: 'connecting', text: 'connecting' });
  /** Why the shown symbol has no live data, if it is refused or has failed several times; undefined otherwise. */
  readonly failure = createSignal<string | undefined>(undefined);
  /**
   * The clock of the exchange in the worker: its time in ms since the epoch, the ms since the exchange started, and the
   * speed of its time, where 1 is real time.
   */
  readonly time = createSignal<{ readonly time: number; readonly elapsed: number; readonly speed: number } | undefined>(
    undefined,
  );
  /**
   * Whether the page may load code that it does not need at first: the first book is live, the exchange's time
   * is stopped, the exchange cannot be reached, or {@link SETTLE_TIME} has passed.
   */
  readonly isSettled = createSignal(false);
  /** Whether the shown orders and balances are up to date, judged by the connections and by the account's status. */
  readonly isAccountCertain = computed(() => this.#isAccountCertain());
  /** When orders and balances were last up to date, by this machine's clock, in ms since the epoch. */
  accountCertainAt: number | undefined;
  /** The exchange's time minus the monotonic time of this machine, as last measured, in ms. */
  exchangeOffset: number | undefined;
  readonly retries = new Retries();
  readonly toasts = new Toasts();
  readonly code = new CodeNotes();
  readonly wire: Wire;
  readonly bookLog: BookLog;
  readonly clock: PageClock = createPageClock();
  readonly signal: AbortSignal;
  readonly #page: PageState;
  readonly #onRestart: () => void;
  readonly #end = new AbortController();
  #open: OpenSource | undefined;
  #manager: BinanceSocketManager | undefined;
  #accounts: BinanceSocketManager | undefined;
  #userData: UserData | undefined;
  #symbolEnd: AbortController | undefined;
  readonly #isSilent = createSignal(false);
  readonly #delay = new EventDelay();
  #hasReplayed = false;
  /** Counts the calls of {@link pick}. Only the newest call has an effect. */
  #picks = 0;

  /** @param onRestart is called if the simulated exchange was restarted and has lost its state. */
  constructor(source: Source, page: PageState, onRestart: () => void) {
    this.source = source;
    this.#onRestart = onRestart;
    this.signal = this.#end.signal;
    this.canTrade = sourceInfo(source.id).canTrade;
    this.#page = page;
    this.wire = new Wire(this.signal);
    this.bookLog = new BookLog(this.wire, this.signal);
    const timer = setInterval(() => this.#beat(), PULSE_INTERVAL);
    const beat = (): void => this.#beat();
    for (const type of ['online', 'offline', 'pageshow', 'focus'])
      addEventListener(type, beat, { signal: this.signal });
    // The browser delays timers while the page is hidden. So `beat`, which updates the age of the shown data, also runs
    // when the page is shown again.
    for (const type of ['visibilitychange', 'resume']) document.addEventListener(type, beat, { signal: this.signal });
    this.signal.addEventListener('abort', () => clearInterval(timer));
    void this.#connect(page.symbol ?? 'BTCUSDT');
  }

  /** The client for market data. */
  get client(): MarketClient | undefined {
    return this.#open?.client;
  }

  get manager(): BinanceSocketManager | undefined {
    return this.#manager;
  }

  get simulated(): OpenSource | undefined {
    return this.#open?.control ? this.#open : undefined;
  }

  /** Ends the session for good. */
  close(): void {
    this.#end.abort(new Error('the session was closed'));
    this.#closeAll();
  }

  /** Makes the session, its failed reads and its lost connections try again at once. */
  retryNow(): void {
    this.retries.retryNow();
    // The streams and the WebSocket API connect at once on `online`, which browsers send when the network is back.
    dispatchEvent(new Event('online'));
  }

  /**
   * Shows another symbol.
   *
   * @throws {BinanceApiError} when the exchange does not list the symbol.
   */
  async pick(symbol: string): Promise<void> {
    const { client } = this;
    const pick = ++this.#picks;
    if (!client || symbol === this.market.peek()?.symbol) return;
    // The current symbol stays live until the rules of the new symbol have been read.
    const info = this.symbols.peek().get(symbol) ?? (await fetchSymbol(client, symbol, this.signal));
    if (pick !== this.#picks || this.signal.aborted) return;
    this.#symbolEnd?.abort(new Error('another symbol was chosen'));
    this.#show(info);
  }

  /** Reads all symbols for the search. */
  async loadSymbols(): Promise<void> {
    const { client } = this;
    if (!client || this.symbols.peek().size > 1) return;
    this.symbols.value = await fetchSymbols(client, this.signal);
  }

  /**
   * Returns the assets and the price decimals of a symbol, for messages. If the symbol is unknown, `base` is the symbol
   * and `quote` is empty.
   */
  describe(symbol: string): { readonly base: string; readonly quote: string; readonly decimals: number } {
    const shown = this.market.peek();
    const info = shown?.symbol === symbol ? shown.info : this.symbols.peek().get(symbol);
    if (!info) return { base: symbol, quote: '', decimals: 8 };
    return {
      base: info.baseAsset,
      quote: info.quoteAsset,
      decimals: decimalsOf(filterValue(info, 'PRICE_FILTER', 'tickSize') ?? '0.00000001'),
    };
  }

  /** Repeats {@link #attempt} until it succeeds or the session ends. */
  async #connect(symbol: string): Promise<void> {
    const { signal } = this;
    while (!signal.aborted) {
      const attempt = new AbortController();
      const end = (): void => attempt.abort(signal.reason);
      signal.addEventListener('abort', end, { once: true });
      try {
        await this.#attempt(this.market.peek()?.symbol ?? symbol, attempt.signal);
        return;
      } catch (error) {
        if (signal.aborted) return;
        signal.removeEventListener('abort', end);
        attempt.abort(error);
        this.#disconnect();
        this.phase.value = { state: 'waiting', error: messageOf(error), retryAt: Date.now() + RETRY_DELAY };
        await this.retries.wait(RETRY_DELAY, signal).catch(() => undefined);
        this.phase.value = { state: 'waiting', error: messageOf(error), retryAt: 0 };
      }
    }
  }

  /**
   * Opens the exchange. When `attempt` aborts, everything that this method has opened is closed, even if the method has
   * already succeeded.
   */
  async #attempt(symbol: string, attempt: AbortSignal): Promise<void> {
    const { source, wire, clock, signal } = this;
    const open = await openSource({ source, page: this.#page, wire, clock, signal: attempt });
    if (signal.aborted) {
      open.client.close();
      return;
    }
    this.#open = open;
    open.exchange?.onTime((time) => {
      this.time.value = time;
    });
    this.#manager = new BinanceSocketManager(open.client);
    this.#manager.onStatus((change) => this.#connectionChanged(change));
    const info = await fetchSymbol(open.client, symbol, signal).catch((error: unknown) => {
      if (!(error instanceof BinanceApiError) || error.code !== -1121) throw error;
      this.toasts.show('warn', `${symbol} is not listed here`, 'Showing another symbol.');
      return this.#anyInfo(open.client);
    });
    signal.throwIfAborted();
    this.phase.value = { state: 'ready' };
    // The user may have chosen another symbol during the read.
    if (this.#symbolEnd?.signal.aborted !== false) this.#show(info);
    await this.#settled();
    // The market stays live while the code for trading cannot be loaded.
    await this.retries.run(() => this.#openTrading(open, info.symbol), signal);
  }

  /** Resolves when the first book is live, or after {@link SETTLE_TIME}. */
  #settled(): Promise<void> {
    const { signal } = this;
    const timer = setTimeout(() => {
      this.isSettled.value = true;
    }, SETTLE_TIME);
    return new Promise<void>((resolve) => {
      this.isSettled.subscribe((isSettled) => isSettled && resolve());
      signal.addEventListener('abort', () => resolve(), { once: true });
    }).finally(() => clearTimeout(timer));
  }

  #disconnect(): void {
    this.#symbolEnd?.abort(new Error('the connection was given up'));
    this.#closeAll();
    this.#open = undefined;
    this.#manager = undefined;
    this.#accounts = undefined;
    this.trader.value = undefined;
    this.connections.value = new Map();
  }

  #closeAll(): void {
    void this.#manager?.close();
    void this.#accounts?.close();
    this.#open?.client.close();
    this.trader.peek()?.close();
    this.#open?.exchange?.close();
  }

  async #anyInfo(client: MarketClient): Promise<SymbolInfo> {
    const symbols = await fetchSymbols(client, this.signal);
    this.symbols.value = symbols;
    const [first] = symbols.values();
    const info = symbols.get('BTCUSDT') ?? first;
    if (!info) throw new Error('the exchange lists no symbol that trades');
    return info;
  }

  #show(info: SymbolInfo): void {
    const { client } = this;
    const manager = this.#manager;
    if (!client || !manager) return;
    const end = new AbortController();
    this.#symbolEnd = end;
    this.signal.addEventListener('abort', () => end.abort(this.signal.reason), { signal: end.signal });
    this.bookLog.follow(info.symbol);
    this.failure.value = undefined;
    const failed = (error: unknown): void => {
      if (!end.signal.aborted) this.failure.value = error === undefined ? undefined : messageOf(error);
    };
    const market = new Market({
      client,
      manager,
      info,
      signal: end.signal,
      retries: this.retries,
      onBookFailed: failed,
      onBookStatus: (update) => {
        this.bookLog.status(update);
        // The page must stop calling a book live as soon as the book is no longer live.
        if (update.status !== 'live') this.#beat();
      },
    });
    this.market.value = market;
    this.#beat();
    this.#userData?.addSymbols([info.symbol]);
    this.#loadRules(info.symbol);
    market.open().then(() => {
      if (end.signal.aborted) return;
      // When the page repeats a simulation, the exchange's time stops shortly before the end, until the streams are
      // open. Now the time continues, so the page shows the end.
      if (this.#page.replay && !this.#hasReplayed) this.#open?.exchange?.setSpeed(1);
      this.#hasReplayed = true;
    }, failed);
  }

  async #openTrading({ options, key }: OpenSource, symbol: string): Promise<void> {
    const { Account, createTrader, hasRestarted, Orders } = await import('./trading.js');
    this.signal.throwIfAborted();
    const trader = createTrader(options, key);
    this.trader.value = trader;
    this.#loadRules(this.market.peek()?.symbol ?? symbol);
    if (!this.canTrade || !key) return;
    this.orders.value = new Orders(trader, this.toasts, this.code, this.signal);
    this.#accounts = new BinanceSocketManager(trader);
    this.#accounts.onStatus((change) => this.#connectionChanged(change));
    this.#userData = await this.#accounts.userData({ symbols: [symbol] });
    // While the user data opened, the user may have chosen another symbol.
    this.#userData.addSymbols([this.market.peek()?.symbol ?? symbol]);
    const account = new Account(this.#userData, this.toasts, (name) => this.describe(name), {
      signal: this.signal,
      onRecovered: () =>
        void hasRestarted(account, trader, this.signal).then(
          (isOther) => isOther && !this.signal.aborted && this.#onRestart(),
          () => undefined,
        ),
    });
    this.account.value = account;
  }

  /**
   * Loads the order rules and their code early. The first order then need not wait, and it is checked even if the
   * page's server has become unreachable.
   */
  #loadRules(symbol: string): void {
    this.trader
      .peek()
      ?.rules.get(symbol)
      .catch(() => undefined);
  }

  #connectionChanged(change: StatusChange): void {
    const connections = new Map(this.connections.peek());
    const { connection, connectionStatus } = change;
    const before = connections.get(connection);
    // A further attempt to connect does not change the status, and so it does not change the time.
    const at = before?.connectionStatus === connectionStatus ? before.at : Date.now();
    if (connectionStatus === 'closed') connections.delete(connection);
    else connections.set(connection, { ...change, at });
    this.connections.value = connections;
    this.#beat();
    const isLost = [...connections.values()].some((each) => each.connectionStatus === 'reconnecting');
    // If a connection opens again, the exchange is back, and the other connections need not wait for their next attempt.
    if (change.gap !== undefined && isLost) queueMicrotask(() => this.retryNow());
  }

  /** Returns the exchange's time, in ms since the epoch; before it is measured, the time of this machine. */
  exchangeNow(): number {
    return this.exchangeOffset === undefined ? this.clock.now() : this.clock.monotonic() + this.exchangeOffset;
  }

  #beat(): void {
    this.account.peek()?.update();
    this.exchangeOffset = this.trader.peek()?.context.serverTime.offset ?? this.exchangeOffset;
    const isHere = this.source.id === 'page';
    const book = this.market.peek()?.book;
    const pulse = assessPulse({
      phase: this.phase.peek().state,
      isOnline: navigator.onLine || isHere,
      book,
      // The time of the exchange in the page can be stopped and sped up, so it does not show a delay.
      delay: isHere ? 0 : this.#delay.of(book, this.clock, this.exchangeOffset),
      isTimeStopped: this.time.peek()?.speed === 0,
    });
    if (['live', 'paused', 'waiting', 'offline'].includes(pulse.state)) this.isSettled.value = true;
    const last = this.pulse.peek();
    this.#isSilent.value = this.time.peek()?.speed !== 0 && isSilent(pulse, this.wire.unheardFor);
    if (last.state !== pulse.state || last.text !== pulse.text || last.age !== pulse.age) this.pulse.value = pulse;
    if (this.isAccountCertain.peek()) this.accountCertainAt = Date.now();
  }

  #isAccountCertain(): boolean {
    const isConnected = !['offline', 'waiting', 'connecting'].includes(this.pulse.value.state);
    // The status `live` alone proves nothing: if the exchange or the network hangs, it stays `live` for some time.
    return this.account.value?.state.value.status === 'live' && isConnected && !this.#isSilent.value;
  }
}
