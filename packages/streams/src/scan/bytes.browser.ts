import type { TextBytes } from '../link/frame.js';
import type { ByteNames as NodeByteNames } from './byte-names.js';

/** In a browser every frame is text, which `JSON.parse` reads as fast as any scanner does: there are no bytes to look at. */
export class ByteNames<T> implements Pick<NodeByteNames<T>, 'add' | 'delete' | 'find'> {
  add(_name: string, _value: T): void {}

  delete(_name: string): void {}

  find(_frame: TextBytes): T | undefined {
    return undefined;
  }
}

export function scannerFor(_stream: string): undefined {
  return undefined;
}
