/** The text at the start of each frame of a combined stream. The stream's name follows it. */
export const HEAD = '{"stream":"';
/** The text between the stream's name and the data of a frame. */
export const NAME_END = '","data":';

/** Returns the stream's name from the start of a text frame, or an empty string if the frame starts differently. */
export function nameAtHead(frame: string): string {
  return frame.startsWith(HEAD) ? frame.slice(HEAD.length, frame.indexOf('"', HEAD.length)) : '';
}
