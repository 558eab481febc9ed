/** Bytes of UTF-8 with a method to decode them: a `Buffer` of Node. */
export type TextBytes = Uint8Array & { toString(encoding?: 'utf8' | 'latin1', start?: number, end?: number): string };

/**
 * A text frame as the platform delivers it: as text in a browser, as bytes in Node. Bytes are kept, because some frames
 * are read without decoding them to text.
 */
export type Frame = string | TextBytes;

/** Returns the text of a frame. */
export function textOf(frame: Frame): string {
  return typeof frame === 'string' ? frame : frame.toString();
}
