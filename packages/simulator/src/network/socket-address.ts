/** The service that the URL of a socket names, with the path and the parameters of the URL. */
export type SocketAddress = {
  readonly scope: 'stream' | 'wsApi';
  readonly path: string;
  readonly params: URLSearchParams;
};

/** Reads the path and the query of a socket's URL. Returns undefined if no service has this path. */
export function readSocketAddress(url: string): SocketAddress | undefined {
  const mark = url.indexOf('?');
  const pathname = mark < 0 ? url : url.slice(0, mark);
  const search = mark < 0 ? '' : url.slice(mark);
  // A plus in the query does not stand for a space. Stream names contain `@+08:00`, and some clients do not encode the
  // plus.
  const params = new URLSearchParams(search.replaceAll('+', '%2B'));
  const path = pathname.replace(/\/+$/, '') || '/';
  if (path === '/ws-api/v3') return { scope: 'wsApi', path, params };
  if (path === '/ws' || path.startsWith('/ws/') || path === '/stream') return { scope: 'stream', path, params };
  return undefined;
}
