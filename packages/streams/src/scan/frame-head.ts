/** The start of each frame of a combined connection. The stream's name follows. */
export const HEAD = '{"stream":"';
/** The text between the stream's name and the data. */
export const NAME_END = '","data":';

/** The stream's name at the head of a frame of text; empty if there is none. */
export function nameAtHead(frame: string): string {
  return frame.startsWith(HEAD) ? frame.slice(HEAD.length, frame.indexOf('"', HEAD.length)) : '';
}
