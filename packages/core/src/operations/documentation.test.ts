import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as operations from './index.js';
import type { AnyOperation, Weight } from './operation.js';

type Params = Readonly<Record<string, unknown>>;

/** Returns the weight of a call, or undefined if the rule does not cover the call. */
type Rule = (params: Params) => number | undefined;

/**
 * The TSDoc of an operation states its weight in a sentence `Weight … .`. The sentence is a list of rules, separated by
 * commas, and the first rule that covers a call gives its weight. Each rule has one of the forms below. The list may
 * also state the weight of accepted calls, such as `0 when accepted`.
 */
const forms: [pattern: RegExp, rule: (weight: number, second: string, third: string) => Rule][] = [
  [/^(?:otherwise )?(\d+)$/, (weight) => () => weight],
  [/^(\d+) with `(\w+)`$/, (weight, name) => (params) => (params[name] ? weight : undefined)],
  [
    /^(\d+) for `(\w+)` up to (\d+)$/,
    (weight, name, most) => (params) => (Number(params[name] ?? 0) <= Number(most) ? weight : undefined),
  ],
  [
    /^(\d+) for up to (\d+) symbols$/,
    (weight, most) => (params) =>
      (symbolCount(params) ?? Number.POSITIVE_INFINITY) <= Number(most) ? weight : undefined,
  ],
  [
    /^(\d+) per symbol up to (\d+)(?: with `symbols`)?$/,
    (weight, most) => (params) => {
      const count = symbolCount(params);
      return count === undefined ? undefined : Math.min(weight * count, Number(most));
    },
  ],
];

const symbol = 'BNBBTC';

/** Parameters on both sides of each bound at which a weight changes, and parameters that do not affect any weight. */
const probes: Params[] = [
  {},
  { symbol },
  { symbol, orderId: 1 },
  { symbol, preventedMatchId: 1 },
  { symbolStatus: 'TRADING' },
  { computeCommissionRates: false },
  { computeCommissionRates: true },
  ...[1, 100, 101, 500, 501, 1000, 1001, 5000].map((limit) => ({ symbol, limit })),
  ...[1, 2, 19, 20, 21, 49, 50, 51, 100, 101].map((count) => ({ symbols: Array(count).fill(symbol) })),
];

/** The TSDoc of each exported operation, as one line of text. */
const documentation = new Map<string, string>();
/** The TSDoc of the first signature of each overloaded method. The key is the name of the method's type. */
const signatures = new Map<string, string>();
/** The type of each method that has a named type of its own. */
const methodTypes = new Map<string, string>();

for (const file of readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })) {
  if (!/\w+[/\\][\w-]+\.ts$/.test(file)) continue;
  const source = readFileSync(`${import.meta.dirname}/${file}`, 'utf8');
  const comment = String.raw`/\*\*((?:(?!\*/)[^])*)\*/\n`;
  for (const [, text = '', name = '', type = ''] of source.matchAll(
    new RegExp(`${comment}export const (\\w+): (?:Ws)?Operation<\\s*(\\w+)`, 'g'),
  )) {
    documentation.set(name, inOneLine(text));
    methodTypes.set(name, type);
  }
  for (const [, type = '', text = ''] of source.matchAll(
    new RegExp(`export type (\\w+)(?:<P>)? = \\{\\s*${comment}\\s*\\(`, 'g'),
  )) {
    signatures.set(type, inOneLine(text));
  }
}

describe('documentation of the operations', () => {
  it('covers every operation', () => {
    expect([...documentation.keys()].sort()).toEqual(Object.keys(operations).filter(isOperation).sort());
  });

  for (const [name, text] of documentation) {
    const operation = (operations as unknown as Record<string, AnyOperation>)[name] as AnyOperation;

    it(`states the weight of ${name}`, () => {
      const sentence = /(?:^|\s)Weight ([^.]+)\./.exec(text)?.[1] ?? '';
      const parts = sentence.split(', ');
      const accepted = parts.find((part) => /^\d+ when (?:accepted|the amendment ends the order)$/.test(part));
      const { weightOnSuccess } = operation;
      const declared =
        typeof weightOnSuccess === 'function'
          ? weightOnSuccess({ amendedOrder: { status: 'EXPIRED' } })
          : weightOnSuccess;
      expect(declared).toBe(accepted === undefined ? undefined : Number.parseInt(accepted, 10));
      const rules = parts.filter((part) => part !== accepted).map(ruleOf);
      let checked = 0;
      for (const params of probes) {
        const stated = firstOf(rules, params);
        if (stated === undefined) continue;
        expect(weightOf(operation.weight, params), JSON.stringify(params).slice(0, 80)).toBe(stated);
        checked++;
      }
      expect(checked).toBeGreaterThan(5);
    });

    it(`states the unfilled orders and the security of ${name}`, () => {
      expect(Number(/Adds (\d) to the unfilled orders/.exec(text)?.[1] ?? 0)).toBe(operation.orders ?? 0);
      expect(text).toContain(keySentence(operation));
    });
  }

  // When you write a call, editors show the TSDoc of the method's first signature. In other places, such as at an
  // import, they show the TSDoc of the operation's record. Both must be the same.
  it('is the same on the first signature of a method with overloads', () => {
    for (const [name, type] of methodTypes) {
      if (type === 'CreateOrderList') continue; // Six operations have this type, so its TSDoc differs from theirs.
      if (signatures.has(type)) expect(signatures.get(type)).toBe(documentation.get(name));
    }
    expect([...signatures.keys()].sort()).toEqual([
      'CancelReplaceOrder',
      'CreateOrder',
      'CreateOrderList',
      'CreateTestOrder',
      'CreateTestSorOrder',
    ]);
  });
});

function isOperation(name: string): boolean {
  const value: unknown = (operations as unknown as Record<string, unknown>)[name];
  return typeof value === 'object' && value !== null && 'ws' in value;
}

function inOneLine(comment: string): string {
  return comment.replaceAll(/\s*\n\s*\* ?/g, ' ').trim();
}

function ruleOf(text: string): Rule {
  for (const [pattern, rule] of forms) {
    const match = pattern.exec(text);
    if (match) return rule(Number(match[1]), match[2] ?? '', match[3] ?? '');
  }
  throw new Error(`unknown form of a weight: ${text}`);
}

function firstOf(rules: readonly Rule[], params: Params): number | undefined {
  for (const rule of rules) {
    const weight = rule(params);
    if (weight !== undefined) return weight;
  }
  return undefined;
}

function weightOf(weight: Weight, params: Params): number {
  return typeof weight === 'number' ? weight : weight(params);
}

function symbolCount({ symbols }: Params): number | undefined {
  return Array.isArray(symbols) ? symbols.length : undefined;
}

function keySentence({ security, signed }: AnyOperation): string {
  if (security === 'NONE') return 'Needs no API key.';
  if (signed === false) return 'Needs a connection that is logged on.';
  return security === 'TRADE' ? 'Needs an API key with TRADE permission.' : 'Needs an API key';
}
