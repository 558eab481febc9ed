import type { BinanceError } from './binance-error.js';

/** Returns the URL of the page that documents the class of an error, for logs and for messages to developers. */
export function docsUrl({ name }: BinanceError): string {
  return `https://binance-spot.example.com/reference/errors#${name.toLowerCase()}`;
}
