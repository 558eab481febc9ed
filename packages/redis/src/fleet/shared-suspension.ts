import { longestSuspension, type Suspension } from '@pkg/core/internal';

/** A suspension of calls, as Redis keeps it. */
export type SharedSuspension = {
  readonly of: Suspension['of'];
  /** The route of the suspended operation; empty if all requests or all orders are suspended. */
  readonly subject: string;
  /** When the suspension ends, in ms since the epoch by the exchange's time. */
  readonly until: number;
  readonly banned: boolean;
  readonly text: string;
};

const kinds: readonly unknown[] = ['requests', 'orders', 'operation'];
/** Texts from other processes are cut to this length, because the errors of later calls contain them. */
const LONGEST_TEXT = 200;

/** Reads a suspension. Returns undefined if the data is malformed. */
export function readSuspension(data: unknown): SharedSuspension | undefined {
  const { of, subject, until, banned, text } = Object(data) as Record<string, unknown>;
  const isKnown = kinds.includes(of) && typeof subject === 'string' && typeof until === 'number' && until > 0;
  if (!isKnown || typeof banned !== 'boolean' || typeof text !== 'string') return undefined;
  return { of: of as Suspension['of'], subject, until, banned, text: text.slice(0, LONGEST_TEXT) };
}

/**
 * Returns a suspension that another process has reported. It lasts for `wait` ms, but no longer than the longest time
 * that Binance documents.
 */
export function suspensionFor({ of, banned, text }: SharedSuspension, wait: number): Suspension {
  return { of, banned, text, wait: Math.min(Math.max(wait, 0), longestSuspension[banned ? 'ban' : of]) };
}
