// How pages have the parts: each loaded when it is first needed. Whoever bundles all into one file has them there.
import { latePart } from './part.js';
import type { RulesPart, SignedPart } from './parts.js';

export const signedPart: SignedPart = /* @__PURE__ */ latePart(() => import('./signed.js'));
export const rulesPart: RulesPart = /* @__PURE__ */ latePart(() => import('./rules.js'));
