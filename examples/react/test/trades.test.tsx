// @vitest-environment happy-dom
import { createSpotClient } from '@pkg/core';
import { createExchange } from '@pkg/simulator';
import { BinanceSocketManager } from '@pkg/streams';
import { act, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test } from 'vitest';
import { Trades } from '../src/trades.tsx';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

test('shows the last trades of the current symbol, and unsubscribes when it is removed, also in StrictMode', async () => {
  const exchange = createExchange({ symbols: ['BTCUSDT', 'ETHUSDT'] });
  const client = createSpotClient({
    environment: exchange.environment,
    clock: exchange.clock,
  });
  const sockets = new BinanceSocketManager(client);
  const element = document.createElement('div');
  const root = createRoot(element);
  const show = (symbol: string) =>
    act(() =>
      root.render(
        <StrictMode>
          <Trades sockets={sockets} symbol={symbol} />
        </StrictMode>,
      ),
    );
  const shown = () =>
    [...element.querySelectorAll('li')].map(({ textContent }) => textContent);

  await show('BTCUSDT');
  await act(() => exchange.advance(1000));
  exchange.trade('BTCUSDT', { price: '60000', quantity: '1' });
  exchange.trade('BTCUSDT', { price: '60001', quantity: '2' });
  await act(() => exchange.advance(1000));
  expect(shown()).toEqual(['60001.00000000 2.00000000', '60000.00000000 1.00000000']);

  await show('ETHUSDT');
  expect(shown()).toEqual([]);
  await act(() => exchange.advance(1000));
  exchange.trade('BTCUSDT', { price: '60002', quantity: '1' });
  exchange.trade('ETHUSDT', { price: '3000', quantity: '1' });
  await act(() => exchange.advance(1000));
  expect(shown()).toEqual(['3000.00000000 1.00000000']);

  await act(() => root.unmount());
  await exchange.advance(60_000);
  expect([exchange.sockets.size, exchange.failures]).toEqual([0, []]);
  sockets.close();
  client.close();
});
