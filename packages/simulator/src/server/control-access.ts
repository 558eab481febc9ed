/** What decides whether a request may use the routes under `/sim/`. Header names are in lower case. */
export type ControlCaller = {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The address that the request came from. */
  readonly remoteAddress: string | undefined;
  /** The address of the server that the request reached. */
  readonly localAddress: string | undefined;
};

/**
 * Why a request must not use the routes under `/sim/`, which read API secrets and set faults. Undefined when it may.
 *
 * - No web page may, except one of the server itself: a foreign `Origin` is refused, and so is a request that a browser
 *   marks as coming from another site.
 * - Without the token, only this machine may, and only by an address: a page that has its own name point to this machine
 *   (DNS rebinding) still sends that name as `Host`.
 * - With the token, other machines may, and any `Host`.
 */
export function refuseControl(caller: ControlCaller, token: string): string | undefined {
  const [host, origin, site] = ['host', 'origin', 'sec-fetch-site'].map((name) => one(caller, name));
  if (origin !== undefined && (host === undefined || !isOriginOf(origin, host))) {
    return `origin: expected none, because web pages may not use these routes, got '${origin}'`;
  }
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return `sec-fetch-site: expected none, because web pages may not use these routes, got '${site}'`;
  }
  const authorization = one(caller, 'authorization');
  if (authorization !== undefined) {
    return isEqual(authorization, `Bearer ${token}`) ? undefined : 'authorization: expected the printed control token';
  }
  const { remoteAddress, localAddress } = caller;
  if (remoteAddress === undefined || (!isLoopback(remoteAddress) && remoteAddress !== localAddress)) {
    return 'expected a request of this machine, or the header Authorization: Bearer with the printed control token';
  }
  const name = host === undefined ? undefined : nameOf(host);
  if (name !== 'localhost' && (name === undefined || (!isLoopback(name) && name !== plain(localAddress)))) {
    return `host: expected localhost or an address of this machine, got '${host}'; or send the control token`;
  }
  return undefined;
}

/** A header. Undefined when it is absent; the joined values when it is repeated, which then match nothing. */
function one({ headers }: ControlCaller, name: string): string | undefined {
  const value = headers[name];
  return value === undefined || typeof value === 'string' ? value : value.join(', ');
}

const isOriginOf = (origin: string, host: string): boolean =>
  origin.toLowerCase() === `http://${host.toLowerCase()}` || origin.toLowerCase() === `https://${host.toLowerCase()}`;

/** The name or address in a `Host` header, without the port and the brackets of an IPv6 address. */
function nameOf(host: string): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::\d{1,5})?$/i.exec(host);
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}

const isLoopback = (address: string): boolean => /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1)$/.test(plain(address) ?? '');

/** An IPv4 address as such, also when a socket for both versions reports it as IPv6. */
const plain = (address: string | undefined): string | undefined => address?.toLowerCase().replace(/^::ffff:/, '');

/** Compares in a time that does not depend on where the texts differ. */
function isEqual(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at += 1) difference |= one.charCodeAt(at) ^ other.charCodeAt(at % other.length);
  return difference === 0;
}
