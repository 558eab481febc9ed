import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Recording, readRecording } from './recording.js';

/**
 * Reads a recording from a file, plain or gzipped.
 *
 * @throws {SyntaxError} with the path of the file and the number of the first invalid line
 */
export async function readRecordingFile(path: string): Promise<Recording> {
  return readTextFile(path, readRecording);
}

/**
 * Reads the text of a file, plain or gzipped.
 *
 * @throws {SyntaxError} with the path of the file, if `read` throws for its text
 */
export async function readTextFile<T>(path: string, read: (text: string) => T): Promise<T> {
  const bytes = await readFile(path);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    return read((isGzip ? await promisify(gunzip)(bytes) : bytes).toString('utf8'));
  } catch (cause) {
    throw new SyntaxError(`${path}: ${(cause as Error).message}`, { cause });
  }
}
