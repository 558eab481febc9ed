// @vitest-environment happy-dom
import { type Clock, createSpotClient, type SpotClient } from '@pkg/core';
import { createExchange } from '@pkg/simulator';
import { act, StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OrderBook } from '../src/order-book.tsx';
import { useOrderBook } from '../src/use-order-book.ts';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

const uncaught: unknown[] = [];
const note = (error: unknown): void => void uncaught.push(error);
const events = ['uncaughtException', 'unhandledRejection'] as const;
beforeEach(() => {
  uncaught.length = 0;
  for (const event of events) process.on(event, note);
});
afterEach(() => {
  for (const event of events) process.off(event, note);
});

test('shows the book and follows it, also in StrictMode', async () => {
  const exchange = createExchange({ symbols: ['BTCUSDT'] });
  exchange.setBook('BTCUSDT', { bids: [['59900', '1']], asks: [['60100', '1']] });
  const client = createSpotClient({
    environment: exchange.environment,
    clock: exchange.clock,
  });
  const element = document.createElement('div');
  const root = createRoot(element);
  const page = (
    <StrictMode>
      <OrderBook client={client} symbol="BTCUSDT" />
    </StrictMode>
  );
  await act(() => root.render(page));
  await act(() => exchange.advance(3000));
  expect(element.textContent).toContain('60100.00000000');

  exchange.setBook('BTCUSDT', { bids: [['59800', '1']], asks: [['60000', '1']] });
  await act(() => exchange.advance(1000));
  expect(element.textContent).toContain('60000.00000000');

  await act(() => root.unmount());
  await exchange.advance(1000);
  client.close();
});

type PriceProps = { readonly client: SpotClient; readonly rendered: string[] };

function Price({ client, rendered, symbol }: PriceProps & { readonly symbol: string }) {
  const [ask] = useOrderBook(client, symbol)?.asks[0] ?? ['none'];
  rendered.push(`${symbol} ${ask}`);
  return <p>{ask}</p>;
}

/**
 * Changes the symbol by a timer. After such a change, React may show the first render with the new symbol before it
 * runs the effects.
 */
function ChangingPrice({ clock, ...props }: PriceProps & { readonly clock: Clock }) {
  const [symbol, setSymbol] = useState('BTCUSDT');
  useEffect(() => {
    const timer = clock.setTimeout(() => setSymbol('ETHUSDT'), 5000);
    return () => clock.clearTimeout(timer);
  }, [clock]);
  return <Price {...props} symbol={symbol} />;
}

test('a changed symbol never shows the book of the previous symbol', async () => {
  const exchange = createExchange({ symbols: ['BTCUSDT', 'ETHUSDT'] });
  exchange.setBook('BTCUSDT', { bids: [['59900', '1']], asks: [['60100', '1']] });
  exchange.setBook('ETHUSDT', { bids: [['2999', '1']], asks: [['3001', '1']] });
  const client = createSpotClient({
    environment: exchange.environment,
    clock: exchange.clock,
  });
  const rendered: string[] = [];
  const element = document.createElement('div');
  const root = createRoot(element);
  await act(() =>
    root.render(
      <StrictMode>
        <ChangingPrice {...{ client, rendered, clock: exchange.clock }} />
      </StrictMode>,
    ),
  );
  await act(() => exchange.advance(4000));
  expect(element.textContent).toBe('60100.00000000');
  await act(() => exchange.advance(1000));
  await act(() => exchange.advance(3000));
  expect(element.textContent).toBe('3001.00000000');
  expect([...new Set(rendered)]).toEqual([
    'BTCUSDT none',
    'BTCUSDT 60100.00000000',
    'ETHUSDT none',
    'ETHUSDT 3001.00000000',
  ]);
  await act(() => root.unmount());
  client.close();
});

test('closes every connection and causes no uncaught error if it unmounts at any time, also in StrictMode', async () => {
  for (const mountedFor of [0, 1, 50, 500, 3000]) {
    const exchange = createExchange({ symbols: ['BTCUSDT'] });
    exchange.setBook('BTCUSDT', { bids: [['59900', '1']], asks: [['60100', '1']] });
    const client = createSpotClient({
      environment: exchange.environment,
      clock: exchange.clock,
    });
    const root = createRoot(document.createElement('div'));
    await act(() =>
      root.render(
        <StrictMode>
          <OrderBook client={client} symbol="BTCUSDT" />
        </StrictMode>,
      ),
    );
    await act(() => exchange.advance(mountedFor));
    expect(exchange.sockets.size).toBe(1);
    await act(() => root.unmount());
    client.close();
    await exchange.advance(60_000);
    // Node reports an unhandled rejection only after all microtasks of the current task, so the test waits for the next
    // task.
    await new Promise((resolve) => setImmediate(resolve));
    expect([mountedFor, exchange.sockets.size, exchange.failures, uncaught]).toEqual([
      mountedFor,
      0,
      [],
      [],
    ]);
  }
});
