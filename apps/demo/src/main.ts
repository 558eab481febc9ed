import { BinanceOrderError, type KlineInterval, type SpotClient } from '@pkg/core';
import type { Order, SymbolInfo } from '@pkg/core/operations';
import { BinanceSocketManager } from '@pkg/streams';
import { byId, element, oncePerFrame, setText } from './dom.js';
import { type Connection, initialConnection, openClient } from './exchange.js';
import { toDecimals, trimDecimal } from './format.js';
import { Market } from './market.js';
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

const form = new OrderForm(placeOrder);
const ladder = new Ladder((price) => form.setPrice(price));
const tape = new Tape();
const candles = new Candles();
const orders = new OpenOrders(cancelOrder);
const settings = new Settings((chosen) => void connect(chosen));
const symbolInput = byId<HTMLInputElement>('symbol');

const redraw = oncePerFrame(() => {
  if (!market) return;
  ladder.draw(market.book, market.decimals);
  tape.draw(market.decimals);
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
void connect(await initialConnection());

/** Leaves the present exchange for another. */
async function connect(chosen: Connection): Promise<void> {
  connection = chosen;
  hush();
  await attempt(async () => {
    await market?.leave();
    await manager?.close();
    client?.close();
    market = undefined;
    client = await openClient(chosen);
    manager = new BinanceSocketManager(client);
    manager.onStatus(() => drawConnection());
    drawConnection();
    const { symbols: listed } = await client.getExchangeInfo();
    symbols = new Map(listed.filter(({ status }) => status === 'TRADING').map((info) => [info.symbol, info]));
    byId('symbols').replaceChildren(...[...symbols.keys()].map((name) => new Option(name, name)));
    form.setEnabled(canTrade());
    await Promise.all([pick(symbols.has('BTCUSDT') ? 'BTCUSDT' : ([...symbols.keys()][0] ?? '')), followAccount()]);
  });
  drawConnection();
}

async function pick(name: string): Promise<void> {
  const wanted = name.trim().toUpperCase();
  if (!client || !manager || wanted === market?.symbol) return;
  const info = symbols.get(wanted);
  if (!info) {
    // Ask the exchange, so that what the page says is what it says.
    return attempt(() => (client as SpotClient).getOrderBook({ symbol: wanted, limit: 5 }));
  }
  hush();
  await attempt(async () => {
    await market?.leave();
    tape.clear();
    market = new Market(client as SpotClient, manager as BinanceSocketManager, info, { candles, tape, redraw, report });
    symbolInput.value = wanted;
    setText(byId('chart-title'), `${info.baseAsset} / ${info.quoteAsset}`);
    document.title = `${wanted} · Spot`;
    await market.open(interval);
    const last = (await (client as SpotClient).getSymbolTicker({ symbol: wanted })).price;
    form.setSymbol(market.base, market.quote, toDecimals(last, market.decimals), market.usualAmount(last));
    refreshAccount();
  });
}

async function placeOrder({ side, price, quantity }: { side: 'BUY' | 'SELL'; price: string; quantity: string }) {
  if (!client || !market) return;
  hush();
  const { symbol } = market;
  try {
    await client.createOrder({ symbol, side, type: 'LIMIT', timeInForce: 'GTC', price, quantity });
  } catch (error) {
    // What the rules refuse is shown at the form itself.
    if (error instanceof BinanceOrderError) throw error;
    report(error);
  } finally {
    refreshAccount();
  }
}

async function cancelOrder({ symbol, orderId }: Order): Promise<void> {
  await attempt(() => (client as SpotClient).cancelOrder({ symbol, orderId }));
  refreshAccount();
}

/** Reads orders and balances again at every event of the account. */
async function followAccount(): Promise<void> {
  if (!manager || !canTrade()) return;
  await attempt(() => (manager as BinanceSocketManager).startUserSocket(() => refreshAccount()));
}

async function loadAccount(): Promise<void> {
  if (!client || !market || !canTrade()) return;
  const { base, quote } = market;
  await attempt(async () => {
    const [open, account] = await Promise.all([
      (client as SpotClient).getOpenOrders(),
      (client as SpotClient).getAccount({ omitZeroBalances: true }),
    ]);
    orders.draw(open.sort((one, other) => other.time - one.time));
    const held = [base, quote].map((asset) => account.balances.find((balance) => balance.asset === asset));
    byId('balances').replaceChildren(
      ...held.flatMap((balance, index) => [
        element('dt', [base, quote][index]),
        element('dd', `${trimDecimal(balance?.free ?? '0')} free · ${trimDecimal(balance?.locked ?? '0')} in orders`),
      ]),
    );
  });
}

function canTrade(): boolean {
  return connection.kind === 'page' || (connection.kind === 'server' && connection.apiKey !== '');
}

function drawIntervals(): void {
  const buttons = intervals.map((name) => {
    const button = element('button', name);
    button.type = 'button';
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

/** Does something with the exchange; what fails is told in one line. */
async function attempt(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    report(error);
  }
}

function report(error: unknown): void {
  const notice = byId('notice');
  notice.hidden = false;
  setText(notice, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
}

function hush(): void {
  byId('notice').hidden = true;
}
