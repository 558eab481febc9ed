import { readSuspension, type SharedSuspension } from './shared-suspension.js';

/** A message to the processes that share a scope. */
export type Message =
  /** The exchange asked for a suspension of `wait` ms. */
  | { readonly type: 'suspend'; readonly from: string; readonly suspension: SharedSuspension; readonly wait: number }
  /** All suspensions and counts were forgotten. */
  | { readonly type: 'reset'; readonly from: string }
  /** A process waits for room in the window with this key. The others give back what they do not need. */
  | { readonly type: 'recall'; readonly from: string; readonly key: string }
  /** Redis has no data. All processes report what they hold. */
  | { readonly type: 'report' }
  /** A process has joined. So many processes share the scope now. */
  | { readonly type: 'members'; readonly members: number }
  /** Waiting calls have room again. */
  | { readonly type: 'room' };

/** Reads a message. Returns undefined if this version does not know its form. */
export function readMessage(text: string): Message | undefined {
  const { type, from, key, suspension, wait, members } = parse(text);
  if (type === 'report' || type === 'room') return { type };
  if (type === 'members') return typeof members === 'number' ? { type, members } : undefined;
  if (typeof from !== 'string') return undefined;
  if (type === 'reset') return { type, from };
  if (type === 'recall') return typeof key === 'string' ? { type, from, key } : undefined;
  const shared = readSuspension(suspension);
  if (type !== 'suspend' || !shared || typeof wait !== 'number') return undefined;
  return { type, from, suspension: shared, wait };
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
