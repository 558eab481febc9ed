/** Functions that encode values in DER, the binary format of certificates (ITU-T X.690). */

/** Encodes a value with its tag and its length. */
export function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

/** Lengths from 128 on are preceded by the number of their bytes. */
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
/** A value with a tag of its context. `constructed` is true if the content consists of values. */
export const contextual = (tag: number, constructed: boolean, ...contents: readonly Buffer[]): Buffer =>
  der((constructed ? 0xa0 : 0x80) | tag, ...contents);
/** A list of bits. The last `unused` bits of the last byte do not belong to it. */
export const bitString = (bytes: Buffer, unused = 0): Buffer => der(0x03, Buffer.of(unused), bytes);

/** A positive integer. A leading zero byte keeps the first bit from being read as a sign. */
export function integer(bytes: Buffer): Buffer {
  return der(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

/** An object identifier such as `2.5.29.17`. Its first two numbers share one byte. */
export function objectIdentifier(text: string): Buffer {
  const [first = 0, second = 0, ...others] = text.split('.').map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...others].flatMap(base128)));
}

/** The digits of a number in base 128. Every digit but the last has its first bit set. */
function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift(0x80 | (rest & 0x7f));
  return digits;
}

/** A time in whole seconds, as certificates have it before the year 2050. */
export function utcTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]|\..*$/g, '');
  return der(0x17, Buffer.from(`${digits.slice(2)}Z`, 'ascii'));
}
