/** How many characters of a URL the names of streams may take. The exchange has refused a URL of 8,004 characters. */
const SPACE = 7_500;

/** Returns the first streams of the list: as many as `space` characters hold. By default, this is the space of a URL. */
export function streamsThatFit(streams: readonly string[], space: number = SPACE): string[] {
  return streams.filter((name) => {
    space -= encode(name).length + 1;
    return space >= 0;
  });
}

/** Returns the URL of a connection that carries `streams` as soon as it is open. */
export function combinedUrl(origin: string, streams: readonly string[], inMicroseconds: boolean): string {
  const names = streams.map(encode).join('/');
  return `${origin}/stream?${names && `streams=${names}`}${inMicroseconds ? '&timeUnit=MICROSECOND' : ''}`;
}

function encode(name: string): string {
  return encodeURIComponent(name).replaceAll('%40', '@');
}
