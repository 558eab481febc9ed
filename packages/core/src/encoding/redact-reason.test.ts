import { describe, expect, it } from 'vitest';
import { redactReason } from './redact-reason.js';

describe('redactReason', () => {
  it.each([
    'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71',
    'qC+3pX/Zk9JTBm2w8vRf0LUdYhS1n7aGxEo4KtMiQbVy5sPgNcO6uWlHjIzDrA1FeXkTqRwJ2mB3vC4xZ5Y6Lw==',
    'qC%2B3pX%2FZk9JTBm2w8vRf0LUdYhS1n7aGxEo4KtMiQbVy5sPgNcO6uWlHjIzDrA1FeXkTqRwJ2mB3vC4xZ5Y6Lw%3D%3D',
  ])('hides %s', (secret) => {
    expect(redactReason(`bad signature ${secret}`)).toBe('bad signature ***');
    expect(redactReason(`bad: signature=${secret}`)).toBe('bad: ***');
  });

  it('hides the query of a URL', () => {
    expect(redactReason('cannot open wss://example.com/ws-api/v3?key=1')).toBe(
      'cannot open wss://example.com/ws-api/v3?***',
    );
  });

  it.each([
    'Disconnected by server',
    'getaddrinfo ENOTFOUND ws-api.testnet.binance.vision',
    'Unexpected server response: 403',
  ])('keeps %s', (reason) => expect(redactReason(reason)).toBe(reason));
});
