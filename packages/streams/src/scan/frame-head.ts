/** The start of each frame of a combined connection. The stream's name follows. */
export const HEAD = '{"stream":"';
/** The text between the stream's name and the data. */
export const NAME_END = '","data":';

/** Returns the stream's name at the start of a text frame; empty if there is none. */
export function nameAtHead(frame: string): string {
  return frame.startsWith(HEAD) ? frame.slice(HEAD.length, frame.indexOf('"', HEAD.length)) : '';
}
