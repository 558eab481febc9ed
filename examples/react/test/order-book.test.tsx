// @vitest-environment happy-dom
import { createSpotClient } from '@pkg/core';
import { createExchange } from '@pkg/simulator';
import { act, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test } from 'vitest';
import { OrderBook } from '../src/order-book.tsx';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

test('shows the book and follows it, also in StrictMode', async () => {
  const exchange = createExchange({ symbols: ['BTCUSDT'] });
  exchange.setBook('BTCUSDT', { bids: [['59900', '1']], asks: [['60100', '1']] });
  const client = createSpotClient({ environment: exchange.environment, clock: exchange.clock });
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
