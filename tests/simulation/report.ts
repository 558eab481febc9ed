import { formatNames, repeatCommand } from './profile.js';
import type { Outcome } from './simulate-seed.js';

/** How many lines of the trace are printed before and after the first violation. */
const BEFORE = 40;
const AFTER = 5;

/**
 * Formats a failed run: the violations, the command that repeats the run, and the timeline around the first violation.
 */
export function report({ profile, violations, names, trace }: Outcome): string {
  const moment = trace.findIndex((line) => line.includes(' VIOLATION '));
  const last = moment < 0 ? trace.length - 1 : moment;
  const first = Math.max(0, last - BEFORE);
  // Faults that began before the printed lines may still be active, so the lines of these faults are printed as well.
  const faults = trace.slice(0, first).filter((line) => / fault {4,}| the quiet phase /.test(line));
  return [
    `seed ${profile.seed}: ${violations.length} violations of invariants`,
    ...violations.slice(0, 5).map((text) => `  ${text}`),
    `with: ${formatNames(names) || 'nothing'}`,
    `repeat: ${repeatCommand(profile)}`,
    `timeline, in seconds since the start, lines ${first + 1} to ${Math.min(trace.length, last + AFTER + 1)} of ${trace.length}:`,
    ...faults,
    ...(faults.length > 0 ? ['      ...'] : []),
    ...trace.slice(first, last + AFTER + 1),
  ].join('\n');
}
