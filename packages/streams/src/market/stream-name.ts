import { BinanceStreamError } from '@pkg/core/platform';

/**
 * Refuses what could not be a stream's name, before it is sent or becomes part of an address.
 *
 * @throws {BinanceStreamError}
 */
export function checkStreamName(name: string): void {
  if (typeof name === 'string' && LEGAL.test(name)) return;
  throw new BinanceStreamError(`not a stream's name: ${JSON.stringify(String(name).slice(0, 40))}`);
}

const LEGAL = /^(?!@|.*\.\.)[^\s/?#&"\\\p{Cc}]{1,200}$/u;

/** Room for names in an address: the exchange has been seen to refuse one of 8,004 characters. */
const ROOM = 7_500;

/** As many of the streams, from the first on, as an address has room for. */
export function carriable(streams: readonly string[]): string[] {
  let room = ROOM;
  return streams.filter((name) => {
    room -= encode(name).length + 1;
    return room >= 0;
  });
}

/** The address of a combined connection that carries `streams` from the start. */
export function combinedUrl(origin: string, streams: readonly string[], microseconds: boolean): string {
  const names = streams.map(encode).join('/');
  return `${origin}/stream?${names && `streams=${names}`}${microseconds ? '&timeUnit=MICROSECOND' : ''}`;
}

function encode(name: string): string {
  return encodeURIComponent(name).replaceAll('%40', '@');
}
