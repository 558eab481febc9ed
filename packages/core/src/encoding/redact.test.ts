import { describe, expect, it } from 'vitest';
import { redact } from './redact.js';

describe('redact', () => {
  const key = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';
  const signature = 'ab+/cd==ab+/cd==';

  it('takes out keys and signatures, percent-encoded too', () => {
    const text = `key ${key}, signature ${signature} or ${encodeURIComponent(signature)}`;
    expect(redact(text, [key, signature])).toBe('key ***, signature *** or ***');
  });

  it('takes out signatures with escaped slashes', () => {
    expect(redact('{"msg":"ab+\\/cd==ab+\\/cd=="}', [signature])).toBe('{"msg":"***"}');
  });

  it('takes out the query of an address', () => {
    expect(redact('GET https://api.binance.com/api/v3/order?symbol=X&signature=00 failed', [])).toBe(
      'GET https://api.binance.com/api/v3/order?*** failed',
    );
  });

  it('leaves words alone where the key of a simulated exchange is a part of them', () => {
    expect(redact('Invalid API-key, IP, or permissions for action.', ['a', 'API-key'])).toBe(
      'Invalid API-key, IP, or permissions for action.',
    );
  });
});
