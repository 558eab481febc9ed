import type { ProblemFilter } from '../errors/index.js';
import type { OrderCheck, OrderLeg } from './order-check.js';
import type { LegField } from './order-forms.js';

const clientOrderId = /^[a-zA-Z0-9_-]{1,36}$/;

/** Adds a problem unless a field, or one of two fields, was sent. */
export function requireField(check: OrderCheck, leg: OrderLeg, field: LegField, other: LegField = field): void {
  if (leg[field] !== undefined || leg[other] !== undefined) return;
  const { names } = leg.form;
  // A value that could not be parsed was sent too, and another problem already reports it.
  if (check.params[names[field]] != null || check.params[names[other]] != null) return;
  addMissing(check, field === other ? [names[field]] : [names[field], names[other]]);
}

/** Adds a problem: none of these parameters was sent. */
export function addMissing(check: OrderCheck, params: readonly string[]): void {
  check.addProblem('PARAMETERS', params[0] as string, 'mandatory', `${params.join(' or ')} must be sent`);
}

/** Adds a problem for each of these fields that was sent. `reason` names the value that excludes them. */
export function forbidFields(
  check: OrderCheck,
  leg: OrderLeg,
  reason: string | undefined,
  ...fields: LegField[]
): void {
  for (const field of fields) {
    const name = leg.form.names[field];
    if (check.params[name] == null) continue;
    check.addProblem('PARAMETERS', name, 'not sent', `${name} must not be sent with ${reason}`);
  }
}

/** Adds a problem if a parameter was sent with a value that is not in the list. */
export function checkChoice(
  check: OrderCheck,
  param: string,
  given: string | undefined,
  choices: readonly string[],
  filter: ProblemFilter = 'PARAMETERS',
): void {
  if (given === undefined || choices.includes(given)) return;
  const limit = choices.join(', ');
  check.addProblem(filter, param, limit, `${param} ${given} is not one of ${limit}`);
}

/** Adds a problem if a client order id was sent that does not have the documented form. */
export function checkClientOrderId(check: OrderCheck, param: string, given: string | undefined): void {
  if (given === undefined || clientOrderId.test(given)) return;
  check.addProblem('PARAMETERS', param, clientOrderId.source, `${param} does not match ${clientOrderId.source}`);
}
