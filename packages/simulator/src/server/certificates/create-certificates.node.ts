import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import { exchangeHosts } from '../../network/hosts.js';
import { systemClock } from '../../time/system-clock.js';
import {
  bitString,
  boolean,
  contextual,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  utcTime,
  utf8String,
} from './der.node.js';

/** A server's certificate and private key, and the certificate of the authority that signed it. All texts are PEM. */
export type Certificates = {
  /** Certificate of the authority, which clients must trust. */
  readonly authority: string;
  /** Certificate of the server, for all {@link CertificatesOptions.names}. */
  readonly cert: string;
  /** Private key of the server. */
  readonly key: string;
};

/** Options of {@link createCertificates}. */
export type CertificatesOptions = {
  /**
   * Host names and IP addresses of the server. @default all hosts of the exchange, `localhost`, `127.0.0.1` and `::1`
   */
  readonly names?: readonly string[] | undefined;
  /** The time in ms since the epoch at which the certificates are created. @default the time of this machine */
  readonly now?: number | undefined;
};

/** Names of this machine, under which a server on loopback can be reached. */
export const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '::1'];

const DAY = 86_400_000;
/**
 * How long both certificates are valid, in ms. Their validity begins one day before `now`, for clients whose clock is
 * behind.
 */
const LIFETIME = 90 * DAY;

/**
 * Creates an authority and the certificate of a server, which are valid for 90 days. With `serve(exchange, { tls:
 * createCertificates() })`, a client that trusts the authority accepts the server under all host names of the exchange.
 * The authority's private key is discarded, so that no other certificate can be signed with this key.
 *
 * @throws {RangeError} if a name is neither a host name nor an IP address
 * @see https://www.rfc-editor.org/rfc/rfc5280
 */
export function createCertificates(options: CertificatesOptions = {}): Certificates {
  const { names = [...Object.values(exchangeHosts).flat(), ...LOOPBACK_NAMES], now = systemClock.now() } = options;
  const authority = { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }), name: 'Binance simulator authority' };
  const server = { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }), name: 'Binance simulator' };
  const validity = sequence(utcTime(now - DAY), utcTime(now + LIFETIME));
  return {
    authority: certificate({
      subject: authority,
      issuer: authority,
      validity,
      extensions: [
        extension('2.5.29.19', sequence(boolean(true), integer(Buffer.of(0))), 'critical'),
        // Key usage: the bits keyCertSign and cRLSign.
        extension('2.5.29.15', bitString(Buffer.of(0b0000_0110), 1), 'critical'),
      ],
    }),
    cert: certificate({
      subject: server,
      issuer: authority,
      validity,
      extensions: [
        extension('2.5.29.19', sequence(), 'critical'),
        // Key usage: the bit digitalSignature.
        extension('2.5.29.15', bitString(Buffer.of(0b1000_0000), 7), 'critical'),
        // Extended key usage: serverAuth.
        extension('2.5.29.37', sequence(objectIdentifier('1.3.6.1.5.5.7.3.1'))),
        extension('2.5.29.17', sequence(...names.map(alternativeName))),
      ],
    }),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

type Party = { readonly name: string; readonly publicKey: KeyObject; readonly privateKey: KeyObject };

const ecdsaWithSha256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));

/** Creates a certificate and signs it with the key of the issuer. */
function certificate(options: {
  readonly subject: Party;
  readonly issuer: Party;
  readonly validity: Buffer;
  readonly extensions: readonly Buffer[];
}): string {
  const { subject, issuer, validity, extensions } = options;
  // The first bit is 0, so that the serial number is positive. The second bit is 1, so that the serial number always
  // has the same length.
  const serial = randomBytes(16);
  serial[0] = ((serial[0] as number) & 0x7f) | 0x40;
  const contents = sequence(
    // X.509 version 3, which is encoded as 2.
    contextual(0, true, integer(Buffer.of(2))),
    integer(serial),
    ecdsaWithSha256,
    nameOf(issuer),
    validity,
    nameOf(subject),
    subject.publicKey.export({ type: 'spki', format: 'der' }),
    contextual(
      3,
      true,
      sequence(
        ...extensions,
        extension('2.5.29.14', octetString(keyIdentifier(subject))),
        extension('2.5.29.35', sequence(contextual(0, false, keyIdentifier(issuer)))),
      ),
    ),
  );
  const signature = sign('sha256', contents, issuer.privateKey);
  return toPem(sequence(contents, ecdsaWithSha256, bitString(signature)));
}

/** Encodes the name of a party as a distinguished name that consists of the common name only. */
const nameOf = ({ name }: Party): Buffer => sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8String(name))));

function extension(id: string, value: Buffer, critical?: 'critical'): Buffer {
  return sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

/** Returns the SHA-1 hash of the public key. For the curve P-256, the public key is the last 65 bytes of the SPKI. */
function keyIdentifier({ publicKey }: Party): Buffer {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha1').update(spki.subarray(-65)).digest();
}

/** Encodes a subject alternative name. The tag 2 stands for a host name, 7 for an IP address. */
function alternativeName(name: string): Buffer {
  if (isIPv4(name)) return contextual(7, false, Buffer.from(name.split('.').map(Number)));
  if (isIPv6(name) && !name.includes('%')) return contextual(7, false, ipv6Bytes(name));
  if (!/^(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i.test(name)) {
    throw new RangeError(`names: expected host names and IP addresses, got '${name}'`);
  }
  return contextual(2, false, Buffer.from(name, 'ascii'));
}

/** Returns the 16 bytes of an IPv6 address. `::` stands for groups of zeros. */
function ipv6Bytes(address: string): Buffer {
  // The last four bytes may be written as an IPv4 address. The class `URL` converts these bytes to hexadecimal.
  const { hostname } = new URL(`http://[${address}]`);
  const halves = hostname.slice(1, -1).split('::');
  const [head = [], tail = []] = halves.map((half) => half.split(':').filter((group) => group !== ''));
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

function toPem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
