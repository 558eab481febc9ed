import { repeatCommand } from './profile.js';
import type { Outcome } from './simulate-seed.js';

/** How many lines of the trace are printed before and after the first violation. */
const BEFORE = 40;
const AFTER = 5;

/** A failed run as text: the violations, the command that repeats the run, and the trace around the first violation. */
export function report({ profile, violations, disturbances, trace }: Outcome): string {
  const moment = trace.findIndex((line) => line.includes(' VIOLATION '));
  const first = Math.max(0, moment - BEFORE);
  return [
    `seed ${profile.seed}: ${violations.length} violations of invariants`,
    ...violations.slice(0, 5).map((text) => `  ${text}`),
    `disturbances: ${disturbances.join(', ') || 'none'}`,
    `repeat: ${repeatCommand(profile)}`,
    `trace, in seconds since the start, from line ${first + 1} of ${trace.length}:`,
    ...trace.slice(first, moment + AFTER + 1),
  ].join('\n');
}
