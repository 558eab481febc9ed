import type { RefusalDetails, RefusalReason } from './reasons.js';

/**
 * Thrown when the exchange refuses a command or a request. It carries a reason and the values that concern it; the
 * table in `refusal-table.ts` gives the code, text and HTTP status that a client gets.
 */
export class Refusal<R extends RefusalReason = RefusalReason> extends Error {
  override readonly name = 'Refusal';
  readonly reason: R;
  readonly details: RefusalDetails<R>;
  /** The `data` of the reply, where it has one. */
  readonly data: unknown;

  constructor(reason: R, details: RefusalDetails<R>, data?: unknown) {
    super(`refused: ${reason}${describe(details)}`);
    this.reason = reason;
    this.details = details;
    this.data = data;
  }
}

/** Makes a refusal. Reasons without details take the reason alone. */
export function refusal<R extends RefusalReason>(
  reason: R,
  ...details: RefusalDetails<R> extends undefined ? [] : [details: RefusalDetails<R>]
): Refusal<R> {
  return new Refusal(reason, details[0] as RefusalDetails<R>);
}

/** The details that are plain values, for people who read the message: ` (filter: LOT_SIZE)`. */
function describe(details: object | undefined): string {
  const shown = Object.entries(details ?? {}).filter(([, value]) => value !== undefined && typeof value !== 'object');
  return shown.length === 0 ? '' : ` (${shown.map(([name, value]) => `${name}: ${value}`).join(', ')})`;
}

/** Whether an error is a refusal, of the given reason if there is one. */
export function isRefusal<R extends RefusalReason = RefusalReason>(error: unknown, reason?: R): error is Refusal<R> {
  return error instanceof Refusal && (reason === undefined || error.reason === reason);
}
