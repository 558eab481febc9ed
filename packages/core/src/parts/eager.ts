// How everything but pages has the parts: here from the start, so that no call ever waits for one.
import * as codeNames from './code-names.js';
import { type Part, presentPart } from './part.js';
import type { CallParts, RulesPart } from './parts.js';
import * as rules from './rules.js';
import * as signed from './signed.js';

export const callParts: CallParts = {
  signed: /* @__PURE__ */ presentPart(signed),
  codeNames: /* @__PURE__ */ presentPart(codeNames),
};

export const rulesPart: Part<RulesPart> = /* @__PURE__ */ presentPart(rules);
