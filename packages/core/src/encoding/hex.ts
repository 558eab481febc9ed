/** The two digits of each byte, filled on first use. */
const pairs: string[] = [];

/** Bytes as lower-case hex. */
export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += pairs[byte] ??= byte.toString(16).padStart(2, '0');
  return text;
}
