import { BinanceOrderError, BinanceUnknownOutcomeError, type KlineInterval, type SpotClient } from '@pkg/core';
import type { Order, SymbolInfo } from '@pkg/core/operations';
import { BinanceSocketManager } from '@pkg/streams';
import { byId, element, oncePerFrame, setText } from './dom.js';
import { type Connection, initialConnection, openClient } from './exchange.js';
import { toDecimals, trimDecimal } from './format.js';
import { refuseFrame } from './frame.js';
import { Market } from './market.js';
import { announce, attempt, clearNotice, report } from './notice.js';
import { Candles } from './views/candles.js';
import { Ladder } from './views/ladder.js';
import { OpenOrders } from './views/open-orders.js';
import { OrderForm } from './views/order-form.js';
import { Settings } from './views/settings.js';
import { Tape } from './views/tape.js';

refuseFrame(window);

const intervals: readonly KlineInterval[] = ['1s', '1m', '5m', '15m', '1h'];

let connection: Connection;
let client: SpotClient | undefined;
let manager: BinanceSocketManager | undefined;
let symbols: ReadonlyMap<string, SymbolInfo> = new Map();
let market: Market | undefined;
let interval: KlineInterval = '1m';
/** Numbers of the newest connection and of the newest request for account data. Older answers are ignored. */
let newestConnection = 0;
let newestAccountRequest = 0;
/** Delay before the page connects again to an exchange that it could not reach, in ms. */
const retryDelay = 3_000;

const form = new OrderForm(placeOrder);
const ladder = new Ladder((price) => {
  form.setPrice(price);
  announce(`Price ${price}`);
});
const tape = new Tape();
const candles = new Candles();
const orders = new OpenOrders(cancelOrder);
const settings = new Settings((chosen) => {
  clearNotice();
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
// Without a valid choice the field shows the current symbol again, because orders go to that symbol.
symbolInput.addEventListener('blur', () => {
  symbolInput.value = market?.symbol ?? '';
});
void connect(await initialConnection());

/** Disconnects from the current exchange and connects to another. Retries until the connection works or the user chooses a third. */
async function connect(chosen: Connection): Promise<void> {
  const isCurrent = disconnect();
  connection = chosen;
  await attempt(async () => {
    const opened = await openClient(chosen);
    if (!isCurrent()) return opened.close();
    client = opened;
    manager = new BinanceSocketManager(opened);
    manager.onStatus(() => isCurrent() && drawConnection());
    drawConnection();
    const { symbols: listed } = await opened.getExchangeInfo();
    if (!isCurrent()) return;
    symbols = new Map(listed.filter(({ status }) => status === 'TRADING').map((info) => [info.symbol, info]));
    byId('symbols').replaceChildren(...[...symbols.keys()].map((name) => new Option(name, name)));
    form.setEnabled(canTrade());
    await Promise.all([pick(symbols.has('BTCUSDT') ? 'BTCUSDT' : ([...symbols.keys()][0] ?? '')), followAccount()]);
  }, isCurrent);
  if (!isCurrent()) return;
  drawConnection();
  if (symbols.size === 0) setTimeout(() => isCurrent() && void connect(chosen), retryDelay);
}

/** Closes everything of the current exchange. The returned function is true until the next disconnect. */
function disconnect(): () => boolean {
  const number = ++newestConnection;
  const [oldMarket, oldManager] = [market, manager];
  client?.close();
  [client, manager, market] = [undefined, undefined, undefined];
  symbols = new Map();
  form.setEnabled(false);
  tape.clear();
  orders.draw([]);
  byId('balances').replaceChildren();
  drawConnection();
  void attempt(async () => {
    await oldMarket?.close();
    await oldManager?.close();
  });
  return () => number === newestConnection;
}

async function pick(name: string): Promise<void> {
  const wanted = name.trim().toUpperCase();
  if (!client || !manager || wanted === market?.symbol) return;
  const info = symbols.get(wanted);
  if (!info) {
    // The exchange answers with its own error for an unknown symbol, which the page then shows.
    await attempt(() => (client as SpotClient).getOrderBook({ symbol: wanted, limit: 5 }));
    return;
  }
  clearNotice();
  const [used, oldMarket] = [client, market];
  const picked = new Market(used, manager, info, { candles, tape, redraw, report });
  // Set before the first `await`, so that a second pick in the meantime replaces this market.
  market = picked;
  tape.clear();
  form.setSymbol(picked.base, picked.quote);
  symbolInput.value = wanted;
  setText(byId('chart-title'), `${info.baseAsset} / ${info.quoteAsset}`);
  document.title = `${wanted} · Spot`;
  await attempt(
    async () => {
      // Loads the order rules now, so that the first order does not wait for them and needs no server of this page.
      const rules = canTrade() ? used.rules.get(wanted) : undefined;
      await Promise.all([oldMarket?.close(), picked.open(interval), rules]);
      const last = (await used.getSymbolTicker({ symbol: wanted })).price;
      if (picked !== market) return;
      form.suggest(toDecimals(last, picked.decimals), picked.defaultQuantity(last));
      refreshAccount();
    },
    () => picked === market,
  );
}

async function placeOrder({ side, price, quantity }: { side: 'BUY' | 'SELL'; price: string; quantity: string }) {
  if (!client || !market) return;
  clearNotice();
  const { symbol, base } = market;
  const what = `${side} ${quantity} ${base} at ${price}`;
  try {
    const order = await client.createOrder({ symbol, side, type: 'LIMIT', timeInForce: 'GTC', price, quantity });
    announce(`${what}: ${order.status}`);
  } catch (error) {
    // The order form shows the problems of an order that breaks the rules.
    if (error instanceof BinanceOrderError) throw error;
    report(error);
    if (error instanceof BinanceUnknownOutcomeError) void reportOutcome(error, what);
  } finally {
    refreshAccount();
  }
}

/** Asks the exchange for an order whose answer was lost, and shows the result in place of the error. */
async function reportOutcome(error: BinanceUnknownOutcomeError, what: string): Promise<void> {
  const { outcome } = await error.resolve();
  if (outcome === 'unknown') return;
  clearNotice(error);
  if (outcome === 'executed') announce(`${what}: accepted by the exchange after all`);
  else report(`${what}: not accepted by the exchange`);
  refreshAccount();
}

/** Resolves with whether the order was cancelled. */
async function cancelOrder({ symbol, orderId }: Order): Promise<boolean> {
  const isCancelled = await attempt(() => (client as SpotClient).cancelOrder({ symbol, orderId }));
  refreshAccount();
  return isCancelled;
}

/** Reads orders and balances again after every event of the account. */
async function followAccount(): Promise<void> {
  const used = manager;
  if (!used || !canTrade()) return;
  await attempt(
    () => used.startUserSocket(() => refreshAccount()),
    () => used === manager,
  );
}

async function loadAccount(): Promise<void> {
  if (!client || !market || !canTrade()) return;
  const { base, quote } = market;
  const [used, number] = [client, ++newestAccountRequest];
  const isNewest = () => used === client && number === newestAccountRequest;
  await attempt(async () => {
    const [open, account] = await Promise.all([used.getOpenOrders(), used.getAccount({ omitZeroBalances: true })]);
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
