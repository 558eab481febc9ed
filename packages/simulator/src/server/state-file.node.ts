import { readFile, rename, writeFile } from 'node:fs/promises';

/**
 * Reads an exported state. Returns undefined if the file does not exist. @throws {SyntaxError} if the file is not JSON
 */
export async function readStateFile(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`${path}: ${(cause as Error).message}`, { cause });
  }
}

/** Writes an exported state to a file that only this user may read. If this fails, an existing file stays unchanged. */
export async function writeStateFile(path: string, state: unknown): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, JSON.stringify(state), { mode: 0o600 });
  await rename(temporary, path);
}
