import { describe, expect, it } from 'vitest';
import { type ControlCaller, refuseControl } from './control-access.js';

const TOKEN = 'secret-token';
const call = (headers: ControlCaller['headers'], remoteAddress = '127.0.0.1', localAddress = '127.0.0.1') =>
  refuseControl({ headers, remoteAddress, localAddress }, TOKEN);
const token = { authorization: `Bearer ${TOKEN}` };

describe('refuseControl', () => {
  it.each(['127.0.0.1:8080', '127.0.0.1', '127.9.9.9:1', 'localhost:8080', 'LOCALHOST', '[::1]:8080', '[::1]'])(
    'accepts this machine by the host %s',
    (host) => {
      expect(call({ host })).toBeUndefined();
      expect(call({ host }, '::ffff:127.0.0.1', '::ffff:127.0.0.1')).toBeUndefined();
    },
  );

  it('accepts this machine by its address in a network', () => {
    expect(call({ host: '10.0.0.5:8080' }, '10.0.0.5', '10.0.0.5')).toBeUndefined();
    expect(call({ host: '10.0.0.6:8080' }, '10.0.0.5', '10.0.0.5')).toContain('host: expected');
  });

  it.each([
    'evil.example:8080',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'evil-localhost',
    'localhost.',
    '127.0.0.1@evil.example',
    '127.0.0.1:8080, evil.example',
    '10.0.0.1',
    '2130706433',
    '0x7f.1',
    '[::ffff:10.0.0.1]',
    '',
    undefined,
  ])('refuses the foreign host %s, as DNS rebinding sends it', (host) => {
    expect(call({ host })).toContain('host: expected');
  });

  it.each([
    'http://evil.example',
    'http://127.0.0.1:4173',
    'http://localhost:8080',
    'null',
    '',
    'http://127.0.0.1:8080.evil.example',
    'file://127.0.0.1:8080',
  ])('refuses the foreign origin %j, also with the token', (origin) => {
    expect(call({ host: '127.0.0.1:8080', origin })).toContain('origin: expected');
    expect(call({ host: '127.0.0.1:8080', origin, ...token })).toContain('origin: expected');
  });

  it('accepts a page of the server itself', () => {
    expect(call({ host: '127.0.0.1:8080', origin: 'http://127.0.0.1:8080' })).toBeUndefined();
    expect(call({ host: '127.0.0.1:8080', 'sec-fetch-site': 'same-origin' })).toBeUndefined();
    expect(call({ host: '127.0.0.1:8080', 'sec-fetch-site': 'none' })).toBeUndefined();
  });

  it.each(['cross-site', 'same-site', 'anything'])('refuses what a browser marks as %s', (site) => {
    expect(call({ host: '127.0.0.1:8080', 'sec-fetch-site': site })).toContain('sec-fetch-site');
    expect(call({ host: '127.0.0.1:8080', 'sec-fetch-site': site, ...token })).toContain('sec-fetch-site');
  });

  it('requires the token of other machines, and then accepts any host', () => {
    const host = 'simulator:8080';
    expect(call({ host: '127.0.0.1:8080' }, '10.0.0.9', '10.0.0.5')).toContain('control token');
    expect(call({ host }, '10.0.0.9', '10.0.0.5')).toContain('control token');
    expect(call({ host, ...token }, '10.0.0.9', '10.0.0.5')).toBeUndefined();
    expect(call({ host, ...token })).toBeUndefined();
    for (const authorization of [
      'Bearer',
      'Bearer ',
      TOKEN,
      `Bearer ${TOKEN}x`,
      'Bearer secret-tokem',
      `bearer ${TOKEN}`,
    ]) {
      expect(call({ host, authorization }, '10.0.0.9', '10.0.0.5')).toContain('authorization');
      expect(call({ host: '127.0.0.1:8080', authorization })).toContain('authorization');
    }
  });
});
