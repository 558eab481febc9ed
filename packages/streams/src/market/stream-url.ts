/** Space for stream names in an address. The exchange has refused an address of 8,004 characters. */
const SPACE = 7_500;

/** The streams, from the first on, that fit into an address. */
export function streamsThatFit(streams: readonly string[]): string[] {
  let space = SPACE;
  return streams.filter((name) => {
    space -= encode(name).length + 1;
    return space >= 0;
  });
}

/** The address of a combined connection that carries `streams` from the start. */
export function combinedUrl(origin: string, streams: readonly string[], inMicroseconds: boolean): string {
  const names = streams.map(encode).join('/');
  return `${origin}/stream?${names && `streams=${names}`}${inMicroseconds ? '&timeUnit=MICROSECOND' : ''}`;
}

function encode(name: string): string {
  return encodeURIComponent(name).replaceAll('%40', '@');
}
