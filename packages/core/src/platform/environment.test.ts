import { describe, expect, it } from 'vitest';
import { BinanceConfigError } from '../errors/index.js';
import { checkEnvironment } from './environment.js';
import { environments } from './public-environments.js';

const checkRest =
  (rest: string): (() => unknown) =>
  () =>
    checkEnvironment({ ...environments.live, rest });

describe('checkEnvironment', () => {
  it.each(Object.values(environments))('takes $name', (environment) => {
    expect(checkEnvironment(environment)).toEqual(environment);
  });

  it.each(['http://localhost:8080', 'http://127.0.0.1:1', 'http://[::1]:8080', 'https://example.com'])(
    'takes %s',
    (rest) => {
      expect(checkRest(rest)).not.toThrow();
    },
  );

  it.each([
    'http://api.binance.com',
    'http://localhost.evil.com',
    'http://127.0.0.1.evil.com',
    'https://user:pass@api.binance.com',
    'ftp://localhost',
    'wss://api.binance.com',
    'api.binance.com',
    'https://user@api.binance.com',
    'https://:pass@api.binance.com',
    'https:\\\\api.binance.com',
    'https:/\\api.binance.com',
    'https://api.binance.com\\@evil.com',
    'https:/api.binance.com',
    'https:api.binance.com',
    'https:///api.binance.com',
    'https://',
    'https://api.binance.com:443443',
    'https://api.binance.com:port',
    'https://api.binаnce.com',
    'https://api%2ebinance.com',
    'https://[evil]',
    'https://proxy.example/../binance',
    'https://proxy.example/%2e%2e/binance',
    'https://proxy.example/a;b',
    'ht\ntps://api.binance.com',
    ...['\t', '\n', '\r', ' ', '\0', '\u00a0', '\u200b', '\ufeff'].flatMap((space) => [
      `${space}https://api.binance.com`,
      `https://api.binance.com${space}`,
      `https://api.bin${space}ance.com`,
      `https:${space}//api.binance.com`,
    ]),
    ['https://api.binance.com'] as unknown as string,
  ])('refuses %j, without repeating it', (rest) => {
    expect(checkRest(rest)).toThrow(BinanceConfigError);
    expect(checkRest(rest)).not.toThrow(/evil|pass/);
  });

  it.each([
    'https://api.binance.com/api/v3',
    'https://api.binance.com/api/v3/',
    'https://api.binance.com/api',
    'https://api.binance.com?x=1',
    'https://api.binance.com/#x',
  ])('refuses %s: the client adds what follows the origin', (rest) => {
    expect(checkRest(rest)).toThrow(BinanceConfigError);
    expect(checkRest(rest)).toThrow(/^environment.rest: expected a URL with https .* without user, query/);
  });

  it.each(['wss://stream.binance.com:9443/ws', 'wss://stream.binance.com:9443/stream'])('refuses %s', (streams) => {
    expect(() => checkEnvironment({ ...environments.live, streams })).toThrow(BinanceConfigError);
  });

  it('takes the path of a proxy, and removes a trailing slash', () => {
    const environment = { ...environments.live, rest: 'https://api/binance/', streams: 'wss://ws/' };
    expect(checkEnvironment(environment)).toMatchObject({ rest: 'https://api/binance', streams: 'wss://ws' });
  });

  it.each([
    'wss://\tstream.binance.com',
    'wss:\\\\stream.binance.com',
    'wss://a:b@stream.binance.com',
    'https://stream.binance.com',
  ])('refuses %j as the address of a socket', (url) => {
    expect(() => checkEnvironment({ ...environments.live, streams: url })).toThrow(/^environment.streams: expected/);
    expect(() => checkEnvironment({ ...environments.live, wsApi: url })).toThrow(/^environment.wsApi: expected/);
  });

  it('refuses sockets that are not encrypted, except on this machine', () => {
    expect(() => checkEnvironment({ ...environments.live, streams: 'ws://stream.binance.com' })).toThrow(
      BinanceConfigError,
    );
    expect(checkEnvironment({ ...environments.live, streams: 'ws://localhost:9/' }).streams).toBe('ws://localhost:9');
  });
});
