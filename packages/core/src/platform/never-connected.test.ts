import { describe, expect, it } from 'vitest';
import { neverConnected } from './never-connected.js';

const failure = (code: string, more: object = {}): Error => Object.assign(new Error(code), { code, ...more });
const wrapped = (cause: unknown): Error => new TypeError('fetch failed', { cause });
const allFailed = (...errors: readonly Error[]): AggregateError => new AggregateError(errors);

describe('neverConnected', () => {
  it.each<[string, unknown, boolean]>([
    ['a refused connection', failure('ECONNREFUSED'), true],
    ['a refused connection, as fetch reports it', wrapped(failure('ECONNREFUSED', { syscall: 'connect' })), true],
    ['an unknown host name', failure('ENOTFOUND', { syscall: 'getaddrinfo' }), true],
    ['a network that cannot be reached', failure('ENETUNREACH', { syscall: 'connect' }), true],
    ['every address refused', wrapped(allFailed(failure('ECONNREFUSED'), failure('ECONNREFUSED'))), true],
    [
      'one address refused, the other unreachable',
      allFailed(failure('ECONNREFUSED'), failure('ETIMEDOUT', { syscall: 'connect' })),
      true,
    ],
    [
      'one address refused, and a connection to the other lost',
      allFailed(failure('ECONNRESET'), failure('ECONNREFUSED')),
      false,
    ],
    ['a lost connection', wrapped(failure('ECONNRESET', { syscall: 'read' })), false],
    ['an unknown error', wrapped(new Error('other side closed')), false],
    ['undefined', undefined, false],
  ])('of %s', (_, thrown, expected) => {
    expect(neverConnected(thrown)).toBe(expected);
  });
});
