import { createSpotClient } from '@pkg/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { OrderBook } from './order-book.tsx';

const client = createSpotClient();
const root = document.querySelector('#root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <OrderBook client={client} symbol="BTCUSDT" />
    </StrictMode>,
  );
}
