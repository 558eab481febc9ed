import type { RefusalDetails, RefusalReason } from './reasons.js';

/**
 * The error that is thrown when the exchange refuses a command or a request. It has a reason and details.
 * `refusal-table.ts` lists the code, message and HTTP status that the client gets for each reason.
 */
export class Refusal<R extends RefusalReason = RefusalReason> extends Error {
  override readonly name = 'Refusal';
  readonly reason: R;
  readonly details: RefusalDetails<R>;
  /** The field `data` of the reply; undefined if it has none. */
  readonly data: unknown;

  constructor(reason: R, details: RefusalDetails<R>, data?: unknown) {
    super(`refused: ${reason}${describe(details)}`);
    this.reason = reason;
    this.details = details;
    this.data = data;
  }
}

/** Creates a refusal. Some reasons need details. */
export function refusal<R extends RefusalReason>(
  reason: R,
  ...details: RefusalDetails<R> extends undefined ? [] : [details: RefusalDetails<R>]
): Refusal<R> {
  return new Refusal(reason, details[0] as RefusalDetails<R>);
}

/** Formats the details for the message, such as ` (filter: LOT_SIZE)`. Details that are objects are left out. */
function describe(details: object | undefined): string {
  const shown = Object.entries(details ?? {}).filter(([, value]) => value !== undefined && typeof value !== 'object');
  return shown.length === 0 ? '' : ` (${shown.map(([name, value]) => `${name}: ${value}`).join(', ')})`;
}

/** Whether an error is a refusal. If `reason` is given, the refusal must have this reason. */
export function isRefusal<R extends RefusalReason = RefusalReason>(error: unknown, reason?: R): error is Refusal<R> {
  return error instanceof Refusal && (reason === undefined || error.reason === reason);
}
