import { type Frame, textOf } from './frame.js';
import { scannerFor } from './hot-events.js';

/**
 * Reads the event out of the frames of one stream: by a scanner where they are bytes; by `JSON.parse` otherwise and on
 * the scanner's first surprise. The object is the same either way.
 */
export function decoderFor(stream: string): (frame: Frame) => unknown {
  const scan = scannerFor(stream);
  return (frame) => (typeof frame === 'string' ? undefined : scan(frame)) ?? parse(frame);
}

function parse(frame: Frame): unknown {
  return (JSON.parse(textOf(frame)) as { data: unknown }).data;
}
