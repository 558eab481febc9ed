import type * as codeNames from './code-names.js';
import type { Part } from './part.js';
import type * as rules from './rules.js';
import type * as signed from './signed.js';

export type SignedPart = typeof signed;
export type RulesPart = typeof rules;

/** The parts that calls of any client may need. */
export type CallParts = {
  /** There before a call is sent that is signed or changes something. */
  readonly signed: Part<SignedPart>;
  /** There when a refusal is told, if it could be loaded: without it the refusal has no `codeName`. */
  readonly codeNames: Part<typeof codeNames>;
};
