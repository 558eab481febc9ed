/** Reads the event out of the frames of one stream. */
export function decoderFor(_stream: string): (frame: string) => unknown {
  return decode;
}

function decode(frame: string): unknown {
  return (JSON.parse(frame) as { data: unknown }).data;
}
