import type { LegField } from './order-forms.js';
import type { Leg, Sheet } from './sheet.js';

const clientOrderId = /^[a-zA-Z0-9_-]{1,36}$/;

/** One of two fields must be there. */
export function need(sheet: Sheet, leg: Leg, field: LegField, other: LegField = field): void {
  if (leg[field] !== undefined || leg[other] !== undefined) return;
  const { names } = leg.form;
  // What could not be read is there all the same.
  if (sheet.params[names[field]] != null || sheet.params[names[other]] != null) return;
  refuseMissing(sheet, field === other ? [names[field]] : [names[field], names[other]]);
}

export function refuseMissing(sheet: Sheet, either: readonly string[]): void {
  sheet.refuse('PARAMETERS', either[0] as string, 'mandatory', `${either.join(' or ')} must be sent`);
}

/** None of these fields may be there. */
export function ban(sheet: Sheet, leg: Leg, reason: string | undefined, ...fields: LegField[]): void {
  for (const field of fields) {
    const name = leg.form.names[field];
    if (sheet.params[name] == null) continue;
    sheet.refuse('PARAMETERS', name, 'not sent', `${name} must not be sent with ${reason}`);
  }
}

/** A word must be one of those that the exchange knows. */
export function judgeChoice(sheet: Sheet, param: string, given: string | undefined, words: readonly string[]): void {
  if (given === undefined || words.includes(given)) return;
  const limit = words.join(', ');
  sheet.refuse('PARAMETERS', param, limit, `${param} ${given} is none of ${limit}`);
}

export function judgeClientOrderId(sheet: Sheet, param: string, given: string | undefined): void {
  if (given === undefined || clientOrderId.test(given)) return;
  sheet.refuse('PARAMETERS', param, clientOrderId.source, `${param} does not match ${clientOrderId.source}`);
}
