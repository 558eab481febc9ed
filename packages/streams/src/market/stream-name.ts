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

/** The address of a combined connection that carries `streams` from the start. */
export function combinedUrl(origin: string, streams: readonly string[], microseconds: boolean): string {
  const names = streams.map((name) => encodeURIComponent(name).replaceAll('%40', '@')).join('/');
  return `${origin}/stream?${names && `streams=${names}`}${microseconds ? '&timeUnit=MICROSECOND' : ''}`;
}
