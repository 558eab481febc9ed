import { describe, expect, it } from 'vitest';
import { redact } from './redact.js';

describe('redact', () => {
  const key = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';
  const signature = 'ab+/cd==ab+/cd==';

  it('redacts keys and signatures, also percent-encoded', () => {
    const text = `key ${key}, signature ${signature} or ${encodeURIComponent(signature)}`;
    expect(redact(text, [key, signature])).toBe('key ***, signature *** or ***');
  });

  it('redacts signatures with escaped slashes', () => {
    expect(redact('{"msg":"ab+\\/cd==ab+\\/cd=="}', [signature])).toBe('{"msg":"***"}');
  });

  it('redacts the query of a URL', () => {
    expect(redact('GET https://api.binance.com/api/v3/order?symbol=X&signature=00 failed', [])).toBe(
      'GET https://api.binance.com/api/v3/order?*** failed',
    );
  });

  it('keeps words that contain the short key of a simulated exchange', () => {
    expect(redact('Invalid API-key, IP, or permissions for action.', ['a', 'API-key'])).toBe(
      'Invalid API-key, IP, or permissions for action.',
    );
  });
});
