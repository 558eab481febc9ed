// How pages have the parts: each loaded when it is first needed. Whoever bundles all into one file has them there.
import { latePart, type Part } from './part.js';
import type { CallParts, RulesPart } from './parts.js';

export const callParts: CallParts = {
  signed: /* @__PURE__ */ latePart(() => import('./signed.js')),
  codeNames: /* @__PURE__ */ latePart(() => import('./code-names.js')),
};

export const rulesPart: Part<RulesPart> = /* @__PURE__ */ latePart(() => import('./rules.js'));
