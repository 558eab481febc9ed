import { describe, expect, it } from 'vitest';
import { neverConnected } from './never-connected.node.js';

const failure = (code: string, more: object = {}): Error => Object.assign(new Error(code), { code, ...more });
const wrapped = (cause: unknown): Error => new TypeError('fetch failed', { cause });
const deno = (why: string): string => `error sending request for url (https://127.0.0.1:1/): client error ${why}`;
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
      'several failed addresses, if Node gives the combined error its own code',
      wrapped(
        Object.assign(
          allFailed(failure('ETIMEDOUT', { syscall: 'connect' }), failure('ENETUNREACH', { syscall: 'connect' })),
          { code: 'ETIMEDOUT' },
        ),
      ),
      true,
    ],
    ['a connect timeout', wrapped(failure('UND_ERR_CONNECT_TIMEOUT')), true],
    [
      'a TLS handshake that the server dropped, in Node',
      wrapped(
        Object.assign(new Error('Client network socket disconnected before secure TLS connection was established'), {
          code: 'ECONNRESET',
        }),
      ),
      true,
    ],
    [
      'a TLS handshake that failed, in Bun',
      Object.assign(new TypeError('EPROTO: The TLS handshake failed. Does the server speak TLS on this port?'), {
        code: 'EPROTO',
      }),
      true,
    ],
    [
      'a refused connection, in Deno',
      wrapped(new Error(deno('(Connect): tcp connect error: Connection refused'))),
      true,
    ],
    ['a lost connection, in Deno', wrapped(new Error(deno('(SendRequest): connection closed'))), false],
    ['a lost connection, in Bun', failure('ECONNRESET'), false],
    ['a lost connection, in Workers', new Error('Network connection lost.'), false],
    ['a TLS record that is broken', failure('ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC'), false],
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

  // The error codes of OpenSSL's certificate checks, which Node lists in `deps/openssl`, and the error codes of
  // `tls.checkServerIdentity`.
  it.each([
    ...['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_CRL', 'UNABLE_TO_DECRYPT_CERT_SIGNATURE', 'CERT_UNTRUSTED'],
    ...['UNABLE_TO_DECRYPT_CRL_SIGNATURE', 'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY', 'CERT_SIGNATURE_FAILURE'],
    ...['CRL_SIGNATURE_FAILURE', 'CERT_NOT_YET_VALID', 'CERT_HAS_EXPIRED', 'CRL_NOT_YET_VALID', 'CRL_HAS_EXPIRED'],
    ...['ERROR_IN_CERT_NOT_BEFORE_FIELD', 'ERROR_IN_CERT_NOT_AFTER_FIELD', 'ERROR_IN_CRL_LAST_UPDATE_FIELD'],
    ...['ERROR_IN_CRL_NEXT_UPDATE_FIELD', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'INVALID_CA'],
    ...['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CERT_CHAIN_TOO_LONG'],
    ...['CERT_REVOKED', 'PATH_LENGTH_EXCEEDED', 'INVALID_PURPOSE', 'CERT_REJECTED', 'HOSTNAME_MISMATCH'],
    ...['ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_TLS_CERT_ALTNAME_FORMAT'],
  ])('of the certificate error %s', (code) => {
    expect(neverConnected(wrapped(failure(code)))).toBe(true);
  });

  it('of an error whose causes form a circle is false or an error, never endless', () => {
    const error = failure('ECONNRESET') as Error & { cause?: unknown };
    error.cause = error;
    expect(() => neverConnected(error)).toThrow(RangeError);
  });
});
