import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exchangeHosts } from '../../network/hosts.js';
import { createCertificates } from './create-certificates.node.js';

const now = Date.UTC(2026, 6, 1, 12, 34, 56);
const names = ['api.binance.com', 'stream.testnet.binance.vision', 'localhost', '127.0.0.1', '::1'];
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe('createCertificates', () => {
  const { authority, cert, key } = createCertificates({ names, now });
  const server = new X509Certificate(cert);
  const root = new X509Certificate(authority);

  it('creates a certificate for exactly these names', () => {
    expect(server.subjectAltName).toBe(
      'DNS:api.binance.com, DNS:stream.testnet.binance.vision, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
    );
    expect(server.checkHost('api.binance.com')).toBe('api.binance.com');
    expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(server.checkHost('www.binance.com')).toBeUndefined();
    expect(server.ca).toBe(false);
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  it('is signed by the authority, which is its own issuer', () => {
    expect(server.checkIssued(root)).toBe(true);
    expect(server.verify(root.publicKey)).toBe(true);
    expect(root.verify(root.publicKey)).toBe(true);
    expect(root.ca).toBe(true);
    expect(server.verify(new X509Certificate(createCertificates({ names, now }).authority).publicKey)).toBe(false);
  });

  it('is valid from a day before to 90 days after', () => {
    for (const { validFrom, validTo } of [server, root]) {
      expect(Date.parse(validFrom)).toBe(now - 86_400_000);
      expect(Date.parse(validTo)).toBe(now + 90 * 86_400_000);
    }
  });

  it.skipIf(!hasOpenssl)('is accepted by the strict checks of OpenSSL', () => {
    const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
    try {
      writeFileSync(join(folder, 'authority.pem'), authority);
      writeFileSync(join(folder, 'cert.pem'), cert + key);
      const at = String(now / 1000);
      const verify = ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', 'api.binance.com'];
      const options = { cwd: folder, encoding: 'utf8' } as const;
      expect(execFileSync('openssl', [...verify, '-attime', at, '-CAfile', 'authority.pem', 'cert.pem'], options)).toBe(
        'cert.pem: OK\n',
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    ['2001:db8::8a2e:370:7334', '2001:DB8:0:0:0:8A2E:370:7334'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['::', '0:0:0:0:0:0:0:0'],
    ['::ffff:192.0.2.1', '0:0:0:0:0:FFFF:C000:201'],
  ])('encodes the address %s', (name, shown) => {
    const { cert: own } = createCertificates({ names: [name], now });
    expect(new X509Certificate(own).subjectAltName).toBe(`IP Address:${shown}`);
  });

  it('is for all hosts of the exchange and this machine by default', () => {
    const { subjectAltName } = new X509Certificate(createCertificates().cert);
    const hosts = Object.values(exchangeHosts).flat();
    expect(subjectAltName?.split(', ')).toEqual([
      ...hosts.map((host) => `DNS:${host}`),
      'DNS:localhost',
      'IP Address:127.0.0.1',
      'IP Address:0:0:0:0:0:0:0:1',
    ]);
  });

  it.each(['', 'a b', 'bücher.example', 'fe80::1%eth0', 'a..b'])('error: the name %j', (name) => {
    expect(() => createCertificates({ names: [name] })).toThrow(
      new RangeError(`names: expected host names and IP addresses, got '${name}'`),
    );
  });
});
