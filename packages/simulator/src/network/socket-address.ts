/** The service that a socket's URL names. */
export type SocketAddress = {
  readonly scope: 'stream' | 'wsApi';
  readonly path: string;
  readonly params: URLSearchParams;
};

/** Reads path and query of a socket. Undefined when no service has this path. */
export function readSocketAddress(url: string): SocketAddress | undefined {
  const mark = url.indexOf('?');
  const pathname = mark < 0 ? url : url.slice(0, mark);
  const search = mark < 0 ? '' : url.slice(mark);
  // A plus is not a space here: stream names contain `@+08:00`, and clients send it both encoded and as it is.
  const params = new URLSearchParams(search.replaceAll('+', '%2B'));
  const path = pathname.replace(/\/+$/, '') || '/';
  if (path === '/ws-api/v3') return { scope: 'wsApi', path, params };
  if (path === '/ws' || path.startsWith('/ws/') || path === '/stream') return { scope: 'stream', path, params };
  return undefined;
}
