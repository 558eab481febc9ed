/** What every frame of a combined connection starts with; the stream's name follows. */
export const HEAD = '{"stream":"';
/** What stands between the stream's name and the data. */
export const NAME_END = '","data":';

/** The stream's name at the head of a frame of text; empty where there is none. */
export function nameAtHead(frame: string): string {
  return frame.startsWith(HEAD) ? frame.slice(HEAD.length, frame.indexOf('"', HEAD.length)) : '';
}
