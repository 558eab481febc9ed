import type { Part } from './part.js';
import type * as rules from './rules.js';
import type * as signed from './signed.js';

export type SignedCode = typeof signed;

/** Here before a call is sent that is signed, changes something or holds a decimal, and when a refusal is told, if it can be. */
export type SignedPart = Part<SignedCode>;

/** Here before the first order is checked. */
export type RulesPart = Part<typeof rules>;
