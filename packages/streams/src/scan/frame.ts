/** Bytes of UTF-8 that can be turned into text: a `Buffer`. */
export type TextBytes = Uint8Array & { toString(encoding?: 'utf8' | 'latin1', start?: number, end?: number): string };

/**
 * A text frame as the platform gives it: text in a browser, and bytes in Node, because there not every frame has to be
 * decoded to text.
 */
export type Frame = string | TextBytes;

/** The text of a frame. */
export function textOf(frame: Frame): string {
  return typeof frame === 'string' ? frame : frame.toString();
}
