import type { WindowAnswer } from '../windows/index.js';
import { readSuspension, type SharedSuspension } from './shared-suspension.js';

/** What Redis answers to the report of a process. */
export type LeaseAnswer = {
  /** Whether Redis has lost its data. Redis then leases nothing for a short time, while all processes report again. */
  readonly isSettling: boolean;
  /** How many processes share the limits of this IP address or account. */
  readonly members: number;
  /** The current time of the exchange in ms, as measured by one of the processes; undefined if none has measured it. */
  readonly exchangeTime: number | undefined;
  readonly suspensions: readonly SharedSuspension[];
  readonly windows: readonly WindowAnswer[];
};

/**
 * Reads the answer of Redis to a report. `windows` is the number of rate limits in the report.
 *
 * @throws an error if the answer is malformed.
 */
export function readLeaseAnswer(data: unknown, windows: number): LeaseAnswer {
  const answer = Object(JSON.parse(String(data))) as Record<string, unknown>;
  const { members, now, offset } = answer;
  const answers = listOf(answer.windows) as readonly WindowAnswer[];
  const isWhole =
    answers.length === windows &&
    answers.every(({ grant, total = 0, owed = 0, last = 0 }) => Math.min(grant, total, owed, last) >= 0);
  if (typeof members !== 'number' || !isWhole) throw new Error('the answer of the script has an unknown form');
  const isMeasured = typeof now === 'number' && typeof offset === 'number';
  return {
    isSettling: answer.settling === true,
    members: Math.max(1, members),
    exchangeTime: isMeasured ? now + offset : undefined,
    suspensions: listOf(answer.suspensions).flatMap((each) => readSuspension(each) ?? []),
    windows: answers,
  };
}

/** Returns a list from Lua. An empty list arrives as an empty object. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
