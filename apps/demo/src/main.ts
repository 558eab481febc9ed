import { BinanceOrderError, BinanceUnknownOutcomeError, type KlineInterval, type SpotClient } from '@pkg/core';
import type { Order, SymbolInfo } from '@pkg/core/operations';
import { BinanceSocketManager } from '@pkg/streams';
import { byId, element, oncePerFrame, setText } from './dom.js';
import { type Connection, initialConnection, openClient } from './exchange.js';
import { toDecimals, trimDecimal } from './format.js';
import { Market } from './market.js';
import { attempt, hush, report, say } from './notice.js';
import { Candles } from './views/candles.js';
import { Ladder } from './views/ladder.js';
import { OpenOrders } from './views/open-orders.js';
import { OrderForm } from './views/order-form.js';
import { Settings } from './views/settings.js';
import { Tape } from './views/tape.js';

const intervals: readonly KlineInterval[] = ['1s', '1m', '5m', '15m', '1h'];

let connection: Connection;
let client: SpotClient | undefined;
let manager: BinanceSocketManager | undefined;
let symbols: ReadonlyMap<string, SymbolInfo> = new Map();
let market: Market | undefined;
let interval: KlineInterval = '1m';
/** Exchanges visited so far, and readings of the account: an answer that comes after the next one was asked for is old. */
let visits = 0;
let readings = 0;
/** How long until an exchange that could not be reached is tried again, in ms. */
const retryAfter = 3_000;

const form = new OrderForm(placeOrder);
const ladder = new Ladder((price) => {
  form.setPrice(price);
  say(`Price ${price}`);
});
const tape = new Tape();
const candles = new Candles();
const orders = new OpenOrders(cancelOrder);
const settings = new Settings((chosen) => {
  hush();
  void connect(chosen);
});
const symbolInput = byId<HTMLInputElement>('symbol');

const redraw = oncePerFrame(() => {
  ladder.draw(market?.book, market?.decimals ?? 0);
  if (market) tape.draw(market.decimals);
});
const refreshAccount = oncePerFrame(() => void loadAccount());

drawIntervals();
byId('connection').addEventListener('click', () => settings.open(connection));
byId<HTMLFormElement>('picker').addEventListener('submit', (event) => {
  event.preventDefault();
  void pick(symbolInput.value);
});
symbolInput.addEventListener('change', () => void pick(symbolInput.value));
symbolInput.addEventListener('focus', () => symbolInput.select());
// The field never names another market than the one that orders go to.
symbolInput.addEventListener('blur', () => {
  symbolInput.value = market?.symbol ?? '';
});
void connect(await initialConnection());

/** Leaves the present exchange, at once, for another; one that cannot be reached is tried until it is left in turn. */
async function connect(chosen: Connection): Promise<void> {
  const isPresent = leaveExchange();
  connection = chosen;
  await attempt(async () => {
    const opened = await openClient(chosen);
    if (!isPresent()) return opened.close();
    client = opened;
    manager = new BinanceSocketManager(opened);
    manager.onStatus(() => isPresent() && drawConnection());
    drawConnection();
    const { symbols: listed } = await opened.getExchangeInfo();
    if (!isPresent()) return;
    symbols = new Map(listed.filter(({ status }) => status === 'TRADING').map((info) => [info.symbol, info]));
    byId('symbols').replaceChildren(...[...symbols.keys()].map((name) => new Option(name, name)));
    form.setEnabled(canTrade());
    await Promise.all([pick(symbols.has('BTCUSDT') ? 'BTCUSDT' : ([...symbols.keys()][0] ?? '')), followAccount()]);
  }, isPresent);
  if (!isPresent()) return;
  drawConnection();
  if (symbols.size === 0) setTimeout(() => isPresent() && void connect(chosen), retryAfter);
}

/** Gives up everything of the present exchange; what it gives tells whether nothing was left since. */
function leaveExchange(): () => boolean {
  const number = ++visits;
  const left = [market, manager] as const;
  client?.close();
  [client, manager, market] = [undefined, undefined, undefined];
  symbols = new Map();
  form.setEnabled(false);
  tape.clear();
  orders.draw([]);
  byId('balances').replaceChildren();
  drawConnection();
  void attempt(async () => {
    await left[0]?.leave();
    await left[1]?.close();
  });
  return () => number === visits;
}

async function pick(name: string): Promise<void> {
  const wanted = name.trim().toUpperCase();
  if (!client || !manager || wanted === market?.symbol) return;
  const info = symbols.get(wanted);
  if (!info) {
    // Ask the exchange, so that what the page says is what it says.
    await attempt(() => (client as SpotClient).getOrderBook({ symbol: wanted, limit: 5 }));
    return;
  }
  hush();
  const [from, left] = [client, market];
  const picked = new Market(from, manager, info, { candles, tape, redraw, report });
  // At once: whoever picks again meanwhile picks after this.
  market = picked;
  tape.clear();
  form.setSymbol(picked.base, picked.quote);
  symbolInput.value = wanted;
  setText(byId('chart-title'), `${info.baseAsset} / ${info.quoteAsset}`);
  document.title = `${wanted} · Spot`;
  await attempt(
    async () => {
      // The rules ahead of the first order: it need not wait for them, nor for whoever serves this page.
      const rules = canTrade() ? from.rules.get(wanted) : undefined;
      await Promise.all([left?.leave(), picked.open(interval), rules]);
      const last = (await from.getSymbolTicker({ symbol: wanted })).price;
      if (picked !== market) return;
      form.suggest(toDecimals(last, picked.decimals), picked.usualAmount(last));
      refreshAccount();
    },
    () => picked === market,
  );
}

async function placeOrder({ side, price, quantity }: { side: 'BUY' | 'SELL'; price: string; quantity: string }) {
  if (!client || !market) return;
  hush();
  const { symbol, base } = market;
  const what = `${side} ${quantity} ${base} at ${price}`;
  try {
    const order = await client.createOrder({ symbol, side, type: 'LIMIT', timeInForce: 'GTC', price, quantity });
    say(`${what}: ${order.status}`);
  } catch (error) {
    // What the rules refuse is shown at the form itself.
    if (error instanceof BinanceOrderError) throw error;
    report(error);
    if (error instanceof BinanceUnknownOutcomeError) void tellOutcome(error, what);
  } finally {
    refreshAccount();
  }
}

/** Asks what became of an order whose answer was lost, and tells it in place of the error. */
async function tellOutcome(error: BinanceUnknownOutcomeError, what: string): Promise<void> {
  const { outcome } = await error.resolve();
  if (outcome === 'unknown') return;
  hush(error);
  if (outcome === 'executed') say(`${what}: taken by the exchange after all`);
  else report(`${what}: not taken by the exchange`);
  refreshAccount();
}

/** Resolves with whether it was cancelled. */
async function cancelOrder({ symbol, orderId }: Order): Promise<boolean> {
  const isCancelled = await attempt(() => (client as SpotClient).cancelOrder({ symbol, orderId }));
  refreshAccount();
  return isCancelled;
}

/** Reads orders and balances again at every event of the account. */
async function followAccount(): Promise<void> {
  const followed = manager;
  if (!followed || !canTrade()) return;
  await attempt(
    () => followed.startUserSocket(() => refreshAccount()),
    () => followed === manager,
  );
}

async function loadAccount(): Promise<void> {
  if (!client || !market || !canTrade()) return;
  const { base, quote } = market;
  const [asked, number] = [client, ++readings];
  const isNewest = () => asked === client && number === readings;
  await attempt(async () => {
    const [open, account] = await Promise.all([asked.getOpenOrders(), asked.getAccount({ omitZeroBalances: true })]);
    if (!isNewest()) return;
    orders.draw(open.sort((one, other) => other.time - one.time));
    const held = [base, quote].map((asset) => account.balances.find((balance) => balance.asset === asset));
    byId('balances').replaceChildren(
      ...held.flatMap((balance, index) => [
        element('dt', [base, quote][index]),
        element('dd', `${trimDecimal(balance?.free ?? '0')} free · ${trimDecimal(balance?.locked ?? '0')} in orders`),
      ]),
    );
  }, isNewest);
}

function canTrade(): boolean {
  return connection.kind === 'page' || (connection.kind === 'server' && connection.apiKey !== '');
}

function drawIntervals(): void {
  const buttons = intervals.map((name) => {
    const button = element('button', name);
    button.type = 'button';
    button.ariaLabel = `${name} candles`;
    button.ariaPressed = String(name === interval);
    button.addEventListener('click', () => {
      interval = name;
      for (const other of buttons) other.ariaPressed = String(other === button);
      void attempt(async () => market?.showCandles(name));
    });
    return button;
  });
  byId('intervals').replaceChildren(...buttons);
}

function drawConnection(): void {
  const pill = byId('connection');
  const status = manager?.status ?? 'idle';
  pill.dataset.state = status;
  setText(pill, `${client?.context.environment.name ?? 'no exchange'} · ${status}`);
  redraw();
}
