import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip, createInflateRaw } from 'node:zlib';
import type { TextChunks } from './lines.js';
import { findZipEntry } from './zip-entry.node.js';

/** Reads the text of a file in chunks. The file is plain or gzipped, or the only file in a zip archive. */
export function fileChunks(path: string): TextChunks {
  return async function* chunks() {
    const stream = await openText(path);
    stream.setEncoding('utf8');
    try {
      for await (const chunk of stream) yield chunk as string;
    } catch (cause) {
      throw new SyntaxError(`${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    } finally {
      stream.destroy();
    }
  };
}

async function openText(path: string): Promise<Readable> {
  const [first, second] = await firstBytes(path);
  if (first === 0x1f && second === 0x8b) return decompress(createReadStream(path), createGunzip());
  if (first === 0x50 && second === 0x4b) {
    const { start, length, isDeflated } = await findZipEntry(path);
    const bytes = createReadStream(path, { start, end: start + length - 1 });
    return isDeflated ? decompress(bytes, createInflateRaw()) : bytes;
  }
  return createReadStream(path);
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array(2);
    await file.read(bytes, 0, 2, 0);
    return bytes;
  } finally {
    await file.close();
  }
}

/**
 * Pipes a file to a decompressor. An error of the file also ends the decompressor, so that code which reads from the
 * decompressor gets the error.
 */
function decompress(from: Readable, to: ReturnType<typeof createGunzip>): Readable {
  from.on('error', (error) => to.destroy(error));
  to.on('close', () => from.destroy());
  return from.pipe(to);
}
