/**
 * The properties of a request that decide whether it may use the routes under `/sim/`. Header names are in lower case.
 */
export type ControlCaller = {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The address from which the request came. */
  readonly remoteAddress: string | undefined;
  /** The address of the server at which the request arrived. */
  readonly localAddress: string | undefined;
};

/**
 * Returns why a request must not use the routes under `/sim/`, which read API secrets and set faults. Returns undefined
 * if the request may use these routes.
 *
 * - A web page may not use these routes, with or without the token, unless it is a page of the server itself. A foreign
 *   `Origin` is refused, and so is a request that a browser marks as coming from another site.
 * - A request without the token must come from this machine, and its `Host` must be an address of this machine or
 *   `localhost`. This stops DNS rebinding: if the host name of a web page resolves to this machine, the browser sends
 *   this name as `Host`.
 * - A request with the token may come from any machine and have any `Host`.
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

/**
 * Returns the value of a header, or undefined if it is missing. The values of a repeated header are joined by commas,
 * and the checks refuse such a joined value.
 */
function one({ headers }: ControlCaller, name: string): string | undefined {
  const value = headers[name];
  return value === undefined || typeof value === 'string' ? value : value.join(', ');
}

const isOriginOf = (origin: string, host: string): boolean =>
  origin.toLowerCase() === `http://${host.toLowerCase()}` || origin.toLowerCase() === `https://${host.toLowerCase()}`;

/** Returns the name or address in a `Host` header, without the port and without the brackets of an IPv6 address. */
function nameOf(host: string): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::\d{1,5})?$/i.exec(host);
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}

const isLoopback = (address: string): boolean => /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1)$/.test(plain(address) ?? '');

/**
 * Removes an IPv6 prefix from an IPv4 address. A socket for both IP versions reports IPv4 addresses with this prefix.
 */
const plain = (address: string | undefined): string | undefined => address?.toLowerCase().replace(/^::ffff:/, '');

/**
 * Compares two texts in a time that does not depend on where they differ. So a client cannot find out the token by
 * measuring how long an answer takes.
 */
function isEqual(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at += 1) difference |= one.charCodeAt(at) ^ other.charCodeAt(at % other.length);
  return difference === 0;
}
