import { describe, expect, it } from 'vitest';
import { neverConnected } from './never-connected.js';

const failure = (code: string, more: object = {}): Error => Object.assign(new Error(code), { code, ...more });
const wrapped = (cause: unknown): Error => new TypeError('fetch failed', { cause });
const tried = (...errors: readonly Error[]): AggregateError => new AggregateError(errors);

describe('neverConnected', () => {
  it.each<[string, unknown, boolean]>([
    ['a refused connection', failure('ECONNREFUSED'), true],
    ['one that fetch tells of', wrapped(failure('ECONNREFUSED', { syscall: 'connect' })), true],
    ['a name that is not known', failure('ENOTFOUND', { syscall: 'getaddrinfo' }), true],
    ['a network that cannot be reached', failure('ENETUNREACH', { syscall: 'connect' }), true],
    ['every address refused', wrapped(tried(failure('ECONNREFUSED'), failure('ECONNREFUSED'))), true],
    [
      'one address refused, the other not reached',
      tried(failure('ECONNREFUSED'), failure('ETIMEDOUT', { syscall: 'connect' })),
      true,
    ],
    [
      'one address refused, and a connection to the other lost',
      tried(failure('ECONNRESET'), failure('ECONNREFUSED')),
      false,
    ],
    ['a lost connection', wrapped(failure('ECONNRESET', { syscall: 'read' })), false],
    ['nobody knows what', wrapped(new Error('other side closed')), false],
    ['nothing', undefined, false],
  ])('of %s', (_, thrown, expected) => {
    expect(neverConnected(thrown)).toBe(expected);
  });
});
