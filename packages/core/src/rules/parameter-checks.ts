import type { ProblemFilter } from '../errors/index.js';
import type { OrderCheck, OrderLeg } from './order-check.js';
import type { LegField } from './order-forms.js';

const clientOrderId = /^[a-zA-Z0-9_-]{1,36}$/;

/** Reports a mandatory parameter as missing if neither `field` nor `other` was sent. */
export function requireField(check: OrderCheck, leg: OrderLeg, field: LegField, other: LegField = field): void {
  if (leg[field] !== undefined || leg[other] !== undefined) return;
  const { names } = leg.form;
  // A value that was sent but could not be parsed is not reported as missing, because another check reports it.
  if (check.params[names[field]] != null || check.params[names[other]] != null) return;
  addMissing(check, field === other ? [names[field]] : [names[field], names[other]]);
}

/** Reports that none of these parameters was sent, although one of them must be. */
export function addMissing(check: OrderCheck, params: readonly string[]): void {
  check.addProblem('PARAMETERS', params[0] as string, 'mandatory', `${params.join(' or ')} must be sent`);
}

/**
 * Reports each of these fields that was sent although it is not allowed. `reason` names what forbids the field. The
 * message contains it, such as "type MARKET" in "must not be sent with type MARKET".
 */
export function forbidFields(
  check: OrderCheck,
  leg: OrderLeg,
  reason: string | undefined,
  ...fields: LegField[]
): void {
  for (const field of fields) {
    const name = leg.form.names[field];
    if (check.params[name] == null) continue;
    check.addParamProblem(name, 'not sent', `must not be sent with ${reason}`);
  }
}

/** Reports a parameter whose value is not in the list of legal values. */
export function checkChoice(
  check: OrderCheck,
  param: string,
  given: string | undefined,
  choices: readonly string[],
  filter: ProblemFilter = 'PARAMETERS',
): void {
  if (given === undefined || choices.includes(given)) return;
  const limit = choices.join(', ');
  check.addParamProblem(param, limit, `${given} is not one of ${limit}`, filter);
}

/** Reports a client order id that does not have the form that Binance documents. */
export function checkClientOrderId(check: OrderCheck, param: string, given: string | undefined): void {
  if (given === undefined || clientOrderId.test(given)) return;
  check.addParamProblem(param, clientOrderId.source, `does not match ${clientOrderId.source}`);
}
