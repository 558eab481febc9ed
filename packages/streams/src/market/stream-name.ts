import { BinanceStreamError } from '@pkg/core/errors';

/**
 * Refuses what could not be a stream's name, before it is sent or becomes part of an address.
 *
 * @throws {BinanceStreamError}
 */
export function checkStreamName(name: string): void {
  const legal = typeof name === 'string' && name.length > 0 && name.length <= 200 && !FORBIDDEN.test(name);
  if (!legal) throw new BinanceStreamError(`not a stream's name: ${JSON.stringify(String(name).slice(0, 40))}`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /^@|[\s/?#&"\\\u0000-\u001f\u007f]|\.\./;

/** Room for names in an address: the exchange has been seen to refuse one of 8,004 characters. */
const ROOM = 7_500;

/** As many of the streams, from the first on, as an address has room for. */
export function carriable(streams: readonly string[]): readonly string[] {
  let length = 0;
  const end = streams.findIndex((name) => {
    length += encode(name).length + 1;
    return length > ROOM;
  });
  return end < 0 ? streams : streams.slice(0, end);
}

/** The address of a combined connection that carries `streams` from the start. */
export function combinedUrl(origin: string, streams: readonly string[], microseconds: boolean): string {
  const names = streams.map(encode).join('/');
  return `${origin}/stream?${names && `streams=${names}`}${microseconds ? '&timeUnit=MICROSECOND' : ''}`;
}

function encode(name: string): string {
  return encodeURIComponent(name).replaceAll('%40', '@');
}
