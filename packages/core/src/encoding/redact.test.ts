import { describe, expect, it } from 'vitest';
import { hideQueries } from './hide-queries.js';
import { redactor } from './redact.js';

const redact = (text: string, secrets: readonly string[]): string =>
  redactor(secrets.map((secret) => ({ text: secret })))(text);

const key = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';
const signature = 'qC+3pX/Zk9JTBm2w8vRf0LUdYhS1n7aGxEo4KtMiQbVy5sPgNcO6uWlHjIzDrA1FeXkTqRwJ2mB3vC4xZ5Y6Lw==';
const hmac = 'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71';

const codeUnits = (text: string, encode: (code: number) => string): string =>
  [...text].map((char) => encode(char.charCodeAt(0))).join('');
const padded = (code: number): string => code.toString(16).padStart(4, '0');

describe('redactor', () => {
  it('redacts keys and signatures, also percent-encoded', () => {
    const text = `key ${key}, signature ${signature} or ${encodeURIComponent(signature)}`;
    expect(redact(text, [key, signature])).toBe('key ***, signature *** or ***');
  });

  it.each<[string, (secret: string) => string]>([
    ['in upper case', (secret) => secret.toUpperCase()],
    [
      'percent-encoded in lower case',
      (secret) => encodeURIComponent(secret).replace(/%../g, (each) => each.toLowerCase()),
    ],
    ['percent-encoded as a whole', (secret) => codeUnits(secret, (code) => `%${code.toString(16)}`)],
    ['percent-encoded twice', (secret) => encodeURIComponent(encodeURIComponent(secret))],
    ['with escaped slashes', (secret) => secret.replaceAll('/', '\\/')],
    ['in escapes of JSON', (secret) => codeUnits(secret, (code) => `\\u${padded(code)}`)],
    ['in escapes of JSON, in upper case', (secret) => codeUnits(secret, (code) => `\\u${padded(code).toUpperCase()}`)],
    ['in escapes of JSON inside JSON', (secret) => codeUnits(secret, (code) => `\\\\u${padded(code)}`)],
    ['in escapes of JavaScript', (secret) => codeUnits(secret, (code) => `\\x${code.toString(16)}`)],
    ['in hexadecimal entities of HTML', (secret) => codeUnits(secret, (code) => `&#x${code.toString(16)};`)],
    ['in decimal entities of HTML', (secret) => codeUnits(secret, (code) => `&#${code};`)],
    ['in named entities of HTML', (secret) => secret.replaceAll('/', '&sol;').replaceAll('+', '&plus;')],
    ['in base64', (secret) => btoa(`signature=${secret}`)],
    ['in base64, at another alignment', (secret) => btoa(`x-signature=${secret}&more`)],
    ['in base64, at the third alignment', (secret) => btoa(`my-signature=${secret}&more`)],
    ['in base64 of a query', (secret) => btoa(`signature=${encodeURIComponent(secret)}&more`)],
    ['in base64 for URLs', (secret) => secret.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')],
    ['in hexadecimal', (secret) => codeUnits(secret, (code) => code.toString(16))],
    ['with line breaks', (secret) => secret.replace(/.{20}/g, '$&\n')],
    ['with escaped line breaks', (secret) => secret.replace(/.{20}/g, '$&\\n')],
    ['cut off', (secret) => secret.slice(0, 20)],
    ['without its beginning', (secret) => secret.slice(-30)],
  ])('redacts a secret %s', (_, encode) => {
    for (const secret of [key, signature, hmac]) {
      const shown = redact(`the value [${encode(secret)}] is wrong`, [key, signature, hmac]);
      // Base64 encodes three characters together, so a few characters on both sides of the secret remain visible.
      expect(shown).toMatch(/^the value \[[^*]{0,24}\*\*\*[^*]{0,12}\] is wrong$/);
    }
  });

  it('keeps words that contain the short key of a simulated exchange', () => {
    expect(redact('Invalid API-key, IP, or permissions for action.', ['a', 'API-key'])).toBe(
      'Invalid API-key, IP, or permissions for action.',
    );
  });

  it('keeps text without a secret, with its escapes', () => {
    const text =
      "Illegal characters found in parameter 'symbol'; legal range is '^[A-Z0-9-_.]{1,20}$' &amp; 100%25 \\u0041";
    expect(redact(text, [key, signature])).toBe(text);
  });
});

describe('hideQueries', () => {
  it('replaces the query of every URL', () => {
    expect(hideQueries('GET https://api.binance.com/api/v3/order?symbol=X&signature=00 failed')).toBe(
      'GET https://api.binance.com/api/v3/order?*** failed',
    );
  });
});
