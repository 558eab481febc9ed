import type { Session } from './session.js';

/**
 * Returns why no order can be sent; undefined if orders can be sent. Makes Preact draw the calling component again when
 * this may have changed.
 */
export function whyBlocked({ canTrade, phase, trader, orders, account, pulse }: Session): string | undefined {
  if (!canTrade) return 'This source is read only.';
  if (phase.value.state !== 'ready') return 'There is no connection.';
  if (trader.value && !orders.value) return 'Enter a key to trade.';
  const state = account.value?.state.value;
  if (state?.status === 'failed') return 'The exchange refused the key.';
  if (!state || state.status === 'connecting') return 'Waiting for the account.';
  if (pulse.value.state === 'offline') return 'This machine is offline.';
  if (state.status === 'reconciling') return 'Reading what the account missed.';
  return undefined;
}
