import { longestSuspension, type Suspension } from '@pkg/core/internal';

/** A suspension as Redis keeps it. */
export type SharedSuspension = {
  readonly of: Suspension['of'];
  /** The route of the refused operation; empty if the suspension is not of one operation. */
  readonly subject: string;
  /** When it ends, in ms since the epoch by the exchange's time. */
  readonly until: number;
  readonly banned: boolean;
  readonly text: string;
};

const kinds: readonly unknown[] = ['requests', 'orders', 'operation'];
/** The longest text that is taken from another process. */
const LONGEST_TEXT = 200;

/** Reads a suspension. Returns undefined if the data cannot be one. */
export function readSuspension(data: unknown): SharedSuspension | undefined {
  const { of, subject, until, banned, text } = Object(data) as Record<string, unknown>;
  const isKnown = kinds.includes(of) && typeof subject === 'string' && typeof until === 'number' && until > 0;
  if (!isKnown || typeof banned !== 'boolean' || typeof text !== 'string') return undefined;
  return { of: of as Suspension['of'], subject, until, banned, text: text.slice(0, LONGEST_TEXT) };
}

/**
 * Returns the suspension that another process reported, with a wait of `wait` ms, at most as long as the exchange
 * documents.
 */
export function suspensionFor({ of, banned, text }: SharedSuspension, wait: number): Suspension {
  return { of, banned, text, wait: Math.min(Math.max(wait, 0), longestSuspension[banned ? 'ban' : of]) };
}
