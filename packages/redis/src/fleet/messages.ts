import { readSuspension, type SharedSuspension } from './shared-suspension.js';

/** A message to all processes that share the limits of an IP address or account. */
export type Message =
  /** A process has learned that the exchange accepts no calls for `wait` ms. `suspension` says which calls. */
  | { readonly type: 'suspend'; readonly from: string; readonly suspension: SharedSuspension; readonly wait: number }
  /** A process has reset the limits: all suspensions and all counts of use are forgotten. */
  | { readonly type: 'reset'; readonly from: string }
  /**
   * A call in one process waits because a rate limit has no room. `key` is the key of this limit in Redis. The other
   * processes give back those parts of their leases that they do not need.
   */
  | { readonly type: 'recall'; readonly from: string; readonly key: string }
  /** Redis has lost its data. Each process has to report what it has leased and used. */
  | { readonly type: 'report' }
  /** A process has joined. Now `members` processes share the limits. */
  | { readonly type: 'members'; readonly members: number }
  /** The limits may have room again, so waiting calls may ask Redis again. */
  | { readonly type: 'room' };

/** Reads a message. Returns undefined for a message that this version does not know. */
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
