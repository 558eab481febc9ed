// How everything but pages has the parts: here from the start, so that no call ever waits for one.
import { presentPart } from './part.js';
import type { RulesPart, SignedPart } from './parts.js';
import * as rules from './rules.js';
import * as signed from './signed.js';

export const signedPart: SignedPart = /* @__PURE__ */ presentPart(signed);
export const rulesPart: RulesPart = /* @__PURE__ */ presentPart(rules);
