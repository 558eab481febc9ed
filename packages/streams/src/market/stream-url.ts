import { check } from '../arguments.js';

/**
 * Refuses what could not be a stream's name, or the symbol in it, before it is sent or becomes part of an address.
 *
 * @throws {BinanceStreamError}
 */
export function checkStreamName(name: string): void {
  check(
    typeof name === 'string' && LEGAL.test(name),
    name,
    'a symbol or stream: up to 200 characters, no space or /?#&"\\',
  );
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
