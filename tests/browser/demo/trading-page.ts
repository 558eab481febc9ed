import { expect, type Locator, type Page } from '@playwright/test';
import { type Simulator, startDemo, startSimulator } from '../../support/processes.js';

const key = ['--api-key', 'demo-key-demo-key', '--api-secret', 'demo-secret-demo-secret'];

/** A running simulator, and a running server of the built trading page. */
export type Demo = { simulator: Simulator; readonly url: string; stop(): Promise<void> };

/**
 * Starts a simulator and the server of the page. `args` are further arguments of the simulator. A file that opens the
 * page more than about ten times in a minute needs `--no-limits`, because all its pages share the request weight.
 */
export async function startTradingPage(...args: string[]): Promise<Demo> {
  const simulator = await startSimulator('--seed', '7', '--history', '1', ...key, ...args);
  const server = await startDemo(simulator);
  const demo: Demo = {
    simulator,
    url: server.url,
    stop: async () => {
      await server.stop();
      await demo.simulator.stop();
    },
  };
  return demo;
}

/** Starts a new simulator on the port of the previous one, which must have been stopped. */
export async function restart(demo: Demo, seed: string): Promise<void> {
  const port = String(demo.simulator.port);
  demo.simulator = await startSimulator('--seed', seed, '--history', '1', '--port', port, ...key);
}

/** Calls a `/sim/` route of the simulator. */
export async function control({ simulator }: Demo, route: string, fields: object = {}): Promise<unknown> {
  const [method = '', path = ''] = route.split(' ');
  const body = method === 'GET' ? undefined : JSON.stringify(fields);
  const answer = await fetch(`${simulator.rest}${path}`, { method, ...(body ? { body } : {}) });
  expect(answer.ok, `${route}: ${answer.status}`).toBe(true);
  return answer.json();
}

/** Requests a public REST path from the exchange, without the page. */
export async function ask<T>({ simulator }: Demo, path: string): Promise<T> {
  return (await (await fetch(`${simulator.rest}/api/v3/${path}`)).json()) as T;
}

export const pulse = (page: Page): Locator => page.locator('#pulse');

export async function expectLive(page: Page, timeout = 20_000): Promise<void> {
  await expect(pulse(page)).toHaveAttribute('data-state', 'live', { timeout });
}

/** Opens the page and waits until its order book is in sync and orders can be placed. */
export async function openLive(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expectLive(page);
  await expect(page.locator('#submit')).toBeEnabled({ timeout: 20_000 });
}

/** Waits until the page has filled in the last price as the price of the order. Returns this price. */
export async function lastPrice(page: Page): Promise<number> {
  const field = page.locator('#order input[name=price]');
  await expect(field).not.toHaveValue('');
  return Number(await field.inputValue());
}

/** Returns about nine tenths of {@link lastPrice}, without decimals. */
export async function farBid(page: Page): Promise<string> {
  return String(Math.floor((await lastPrice(page)) * 0.9));
}

/**
 * Clicks on the button of the order. If the market stands still, or the machine is busy, the newest prices may be more
 * than 2 s old. The page then asks whether to send the order anyway, and the second click says yes.
 */
export async function submit(page: Page): Promise<void> {
  const button = page.locator('#submit');
  await button.click();
  if ((await button.textContent())?.includes('anyway')) await button.click();
}

/** Fills in the form of a limit order and sends it. */
export async function place(page: Page, price: string, quantity: string): Promise<void> {
  await page.locator('#order input[name=price]').fill(price);
  await page.locator('#order input[name=quantity]').fill(quantity);
  await submit(page);
}

export const rows = (page: Page): Locator => page.locator('#orders tr');
export const toasts = (page: Page): Locator => page.locator('.toast');

/** Collects the errors of the page and those in its console. */
export function watch(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  return problems;
}

/** Collects the methods of the requests that the page sends over WebSockets. */
export function sentMethods(page: Page): string[] {
  const sent: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      const { method } = JSON.parse(String(payload)) as { method?: string };
      if (method) sent.push(method);
    });
  });
  return sent;
}

/**
 * Returns a function that lists the market streams to which the page has subscribed. Call it before the page is opened.
 */
export function openStreams(page: Page): () => string[] {
  const sockets = new Set<Set<string>>();
  page.on('websocket', (socket) => {
    const url = new URL(socket.url());
    if (!url.pathname.endsWith('/stream')) return;
    const streams = new Set(url.searchParams.get('streams')?.split('/').filter(Boolean));
    sockets.add(streams);
    socket.on('close', () => sockets.delete(streams));
    socket.on('framesent', ({ payload }) => {
      const { method, params = [] } = JSON.parse(String(payload)) as { method?: string; params?: string[] };
      for (const stream of params) {
        if (method === 'SUBSCRIBE') streams.add(stream);
        if (method === 'UNSUBSCRIBE') streams.delete(stream);
      }
    });
  });
  return () => [...sockets].flatMap((streams) => [...streams]).sort();
}

/** Returns the number in a text such as `62,000.10 USDT`. */
export const numberIn = (text: string | null): number =>
  Number((text ?? '').replaceAll(',', '').match(/-?[\d.]+/)?.[0]);

/** Adds commas between thousands. */
export const grouped = (price: string): string =>
  Number(price).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Cancels all open orders, so that the next test starts without open orders. */
export async function cancelAll(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Cancel all' });
  if (await button.isVisible()) await button.click();
  await expect(rows(page)).toHaveCount(0);
}
