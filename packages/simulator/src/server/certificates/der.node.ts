/** Functions that encode values in DER, the binary format of certificates (ITU-T X.690). */

/** Encodes a value with its tag and its length. */
export function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

/** Encodes a length. From 128 on, the length is preceded by the number of its bytes. */
function lengthOf(length: number): Buffer {
  if (length < 128) return Buffer.of(length);
  const bytes = bigEndian(length);
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes]);
}

function bigEndian(value: number): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

export const sequence = (...values: readonly Buffer[]): Buffer => der(0x30, ...values);
export const set = (...values: readonly Buffer[]): Buffer => der(0x31, ...values);
export const boolean = (value: boolean): Buffer => der(0x01, Buffer.of(value ? 0xff : 0));
export const octetString = (bytes: Buffer): Buffer => der(0x04, bytes);
export const utf8String = (text: string): Buffer => der(0x0c, Buffer.from(text, 'utf8'));
/** Encodes a value with a context-specific tag. `constructed` is true if the content consists of encoded values. */
export const contextual = (tag: number, constructed: boolean, ...contents: readonly Buffer[]): Buffer =>
  der((constructed ? 0xa0 : 0x80) | tag, ...contents);
/** Encodes a list of bits. The last `unused` bits of the last byte do not belong to the list. */
export const bitString = (bytes: Buffer, unused = 0): Buffer => der(0x03, Buffer.of(unused), bytes);

/** Encodes a positive integer. A leading zero byte keeps the first bit from being read as a sign. */
export function integer(bytes: Buffer): Buffer {
  return der(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

/** Encodes an object identifier such as `2.5.29.17`. Its first two numbers share one byte. */
export function objectIdentifier(text: string): Buffer {
  const [first = 0, second = 0, ...others] = text.split('.').map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...others].flatMap(base128)));
}

/** Returns the digits of a number in base 128. Every digit but the last has its highest bit set. */
function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift(0x80 | (rest & 0x7f));
  return digits;
}

/** Encodes a time in whole seconds, in the form that certificates use for times before the year 2050. */
export function utcTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]|\..*$/g, '');
  return der(0x17, Buffer.from(`${digits.slice(2)}Z`, 'ascii'));
}
