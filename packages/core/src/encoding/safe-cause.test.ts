import { describe, expect, it } from 'vitest';
import { redactor } from './redact.js';
import { safeCause } from './safe-cause.js';

const key = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';
const redact = redactor([{ text: key }]);

describe('safeCause', () => {
  it('keeps name, code and message, redacted, and no other property', () => {
    const thrown = Object.assign(new Error(`sent ${key}`), { name: `Error ${key}`, code: `E_${key}`, url: key });
    const safe = safeCause(thrown, redact);
    expect(safe).toMatchObject({ name: 'Error ***', code: 'E_***', message: 'sent ***' });
    expect(Object.keys(safe)).toEqual(expect.not.arrayContaining(['url']));
    expect(safe.stack).not.toContain(key);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['text', 'text'],
    ['a message that is no text', { message: { toString: 1 } }],
    ['a property that throws', Object.defineProperty({}, 'message', { get: () => expect.fail('read') })],
  ])('takes %s', (_, thrown) => {
    expect(safeCause(thrown, redact)).toBeInstanceOf(Error);
  });

  it('takes an error that is its own cause', () => {
    const thrown = new Error('circle');
    thrown.cause = thrown;
    expect(safeCause(thrown, redact).message).toBe('circle');
  });
});
