import { describe, expect, it } from 'vitest';
import { SafeTexts } from './safe-texts.js';

/** Returns a key or a signature of 64 characters. */
const secretOf = (index: number): string => String(index).padStart(4, 'x').repeat(16);

describe('SafeTexts', () => {
  it('removes the keys of all accounts, and the last ten signatures', () => {
    const texts = new SafeTexts();
    const [keys, signatures] = [
      [1, 2, 3].map(secretOf),
      Array.from({ length: 25 }, (_, index) => secretOf(100 + index)),
    ];
    for (const key of [...keys, ...keys]) texts.addKey(key);
    for (const signature of signatures) texts.addSignature(signature);
    for (const secret of [...keys, ...signatures.slice(-10)]) {
      const text = texts.text(`unknown ${secret} in request`);
      expect(text).not.toContain(secret);
      expect(text).toMatch(/^unknown .* in request$/);
    }
    expect(texts.text('Account has insufficient balance.')).toBe('Account has insufficient balance.');
  });

  it('removes the signature of the request, even if later requests were many', () => {
    const texts = new SafeTexts();
    const own = secretOf(1);
    texts.addSignature(own);
    for (let index = 0; index < 20; index++) texts.addSignature(secretOf(100 + index));
    const { msg, data } = texts.refusal({ code: -1022, msg: `bad ${own}`, data: { echo: [own] } }, own);
    expect(JSON.stringify([msg, data])).not.toContain(own);
    // Secrets of other requests are removed from the text too.
    expect(texts.refusal({ code: -1, msg: secretOf(119) }, own).msg).not.toContain(secretOf(119));
  });

  it('keeps code and message of a long error, and drops its data', () => {
    const texts = new SafeTexts();
    texts.addKey(secretOf(1));
    const long = { code: -1, msg: `${'m'.repeat(400)} ${secretOf(1)} ${'n'.repeat(400)}`, data: 'd'.repeat(8_000) };
    const { code, msg, data } = texts.refusal(long);
    expect([code, data]).toEqual([-1, undefined]);
    expect(msg.startsWith('m'.repeat(400))).toBe(true);
    expect(msg).not.toContain(secretOf(1));
    expect(texts.refusal({ code: -1, msg: 'short', data: [1] })).toEqual({ code: -1, msg: 'short', data: [1] });
  });

  it('survives data that is nested too deeply', () => {
    const data: unknown = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000));
    expect(new SafeTexts().refusal({ code: -1, msg: 'deep', data })).toEqual({ code: -1, msg: 'deep' });
  });
});
