/** The two hexadecimal digits of each possible byte. An entry is added when it is first needed. */
const pairs: string[] = [];

/** Returns bytes as lower-case hexadecimal text. */
export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += pairs[byte] ??= byte.toString(16).padStart(2, '0');
  return text;
}
