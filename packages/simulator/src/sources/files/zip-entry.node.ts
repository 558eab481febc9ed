import { open } from 'node:fs/promises';

/** The position of a file's compressed bytes in a zip archive. */
export type ZipEntry = { readonly start: number; readonly length: number; readonly isDeflated: boolean };

/** The length of the end record of the central directory, without the comment that may follow it. */
const END_LENGTH = 22;
const LONGEST_COMMENT = 65_535;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const LOCATOR_64_LENGTH = 20;
const ENTRY = 0x02014b50;
const LARGE = 0xffffffff;

/**
 * Finds the only file in a zip archive.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 * @throws {RangeError} if the archive has no file, several files, or one with another compression than deflate
 */
export async function findZipEntry(path: string): Promise<ZipEntry> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const read = async (position: number, length: number): Promise<DataView> => {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await file.read(bytes, 0, length, position);
      return new DataView(bytes.buffer, 0, bytesRead);
    };
    const refuse = (what: string): RangeError =>
      new RangeError(`${path}: expected a zip archive with one file, got ${what}`);
    const tailAt = Math.max(0, size - END_LENGTH - LONGEST_COMMENT - LOCATOR_64_LENGTH);
    const tail = await read(tailAt, size - tailAt);
    let end = tail.byteLength - END_LENGTH;
    while (end >= 0 && tail.getUint32(end, true) !== END) end -= 1;
    if (end < 0) throw refuse('no archive');
    let count = tail.getUint16(end + 10, true);
    let directory = tail.getUint32(end + 16, true);
    const locator = end - LOCATOR_64_LENGTH;
    if (locator >= 0 && tail.getUint32(locator, true) === LOCATOR_64) {
      const end64 = await read(Number(tail.getBigUint64(locator + 8, true)), 56);
      if (end64.getUint32(0, true) !== END_64) throw refuse('a damaged archive');
      count = Number(end64.getBigUint64(32, true));
      directory = Number(end64.getBigUint64(48, true));
    }
    if (count !== 1) throw refuse(`${count} files`);
    const entry = await read(directory, 46 + 65_535);
    if (entry.byteLength < 46 || entry.getUint32(0, true) !== ENTRY) throw refuse('a damaged archive');
    const method = entry.getUint16(10, true);
    if (method !== 0 && method !== 8) throw refuse(`one with the compression method ${method}`);
    const { length, header } = sizesOf(entry);
    const local = await read(header, 30);
    const start = header + 30 + local.getUint16(26, true) + local.getUint16(28, true);
    return { start, length, isDeflated: method === 8 };
  } finally {
    await file.close();
  }
}

/** Reads the compressed length of a file, and the position of its local header. Large values are in an extra field. */
function sizesOf(entry: DataView): { length: number; header: number } {
  let length = entry.getUint32(20, true);
  let header = entry.getUint32(42, true);
  const isLarge = (value: number): boolean => value === LARGE;
  let extra = 46 + entry.getUint16(28, true);
  const extraEnd = extra + entry.getUint16(30, true);
  while (extra + 4 <= extraEnd) {
    const [id, bytes] = [entry.getUint16(extra, true), entry.getUint16(extra + 2, true)];
    if (id === 1) {
      let at = extra + 4 + (isLarge(entry.getUint32(24, true)) ? 8 : 0);
      if (isLarge(length)) {
        length = Number(entry.getBigUint64(at, true));
        at += 8;
      }
      if (isLarge(header)) header = Number(entry.getBigUint64(at, true));
    }
    extra += 4 + bytes;
  }
  return { length, header };
}
