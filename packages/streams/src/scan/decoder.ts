import { scannerFor } from '#bytes';
import { type Frame, textOf } from '../link/frame.js';

/**
 * Reads the event out of the frames of one stream: by a scanner where there is one and frames are bytes; by `JSON.parse`
 * otherwise and on the scanner's first surprise. The object is the same either way.
 */
export function decoderFor(stream: string): (frame: Frame) => unknown {
  const scan = scannerFor(stream);
  return scan ? (frame) => (typeof frame === 'string' ? undefined : scan(frame)) ?? parse(frame) : parse;
}

function parse(frame: Frame): unknown {
  return (JSON.parse(textOf(frame)) as { data: unknown }).data;
}
