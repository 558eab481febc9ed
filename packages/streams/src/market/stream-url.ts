/** How many characters of an address stream names may fill. The exchange has refused an address of 8,004 characters. */
const SPACE = 7_500;

/** Returns as many of the first streams as fit into an address. */
export function streamsThatFit(streams: readonly string[]): string[] {
  let space = SPACE;
  return streams.filter((name) => {
    space -= encode(name).length + 1;
    return space >= 0;
  });
}

/** Returns the address of a combined connection that carries `streams` from the start. */
export function combinedUrl(origin: string, streams: readonly string[], inMicroseconds: boolean): string {
  const names = streams.map(encode).join('/');
  return `${origin}/stream?${names && `streams=${names}`}${inMicroseconds ? '&timeUnit=MICROSECOND' : ''}`;
}

function encode(name: string): string {
  return encodeURIComponent(name).replaceAll('%40', '@');
}
