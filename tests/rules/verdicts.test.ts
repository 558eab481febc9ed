import { compileRules, type RuledSymbol, validateOrder } from '@pkg/core/filters';
import { describe, expect, it } from 'vitest';
import { caseCount } from '../support/case-count.js';
import { Dice } from '../support/dice.js';
import { itWithRecording, readText, recordings } from '../support/recordings.js';
import { OPERATIONS, OrderMaker } from './random-order.js';
import { inventedSymbol, randomContext } from './random-rules.js';
import { referenceVerdict } from './reference.js';
import type { ReferenceRules } from './reference-subject.js';

type Answer = { readonly symbols: readonly RuledSymbol[]; readonly exchangeFilters: readonly { filterType: string }[] };

/** Checks one order by both implementations of the rules. Returns how the results differ; undefined if they agree. */
function difference(dice: Dice, rules: ReferenceRules, market: string, decimals: number): string | undefined {
  const { info, exchangeFilters, assetFilters, sors } = rules;
  const operation = dice.pick(OPERATIONS);
  const context = randomContext(dice, info, market);
  const params = new OrderMaker(dice, info, { faults: 0.25, decimals }).order(operation, market);
  const options = { exchangeFilters, assetFilters, sors } as Parameters<typeof compileRules>[1];
  const verdict = validateOrder(params, compiled(rules, options), context, { operation });
  const expected = referenceVerdict(params, rules, context, operation);
  const found = [...new Set(verdict.problems.map(({ filter, param }) => `${filter} ${param}`))].sort();
  const left = [...verdict.unjudged].sort();
  const same =
    String(found) === String([...expected.broken].sort()) && String(left) === String([...expected.open].sort());
  if (same) return undefined;
  return JSON.stringify(
    {
      operation,
      params,
      context,
      found,
      expected: [...expected.broken].sort(),
      left,
      open: [...expected.open].sort(),
      rules,
    },
    null,
    1,
  );
}

const known = new WeakMap<ReferenceRules, ReturnType<typeof compileRules>>();

function compiled(rules: ReferenceRules, options: Parameters<typeof compileRules>[1]): ReturnType<typeof compileRules> {
  const found = known.get(rules) ?? compileRules(rules.info, options);
  known.set(rules, found);
  return found;
}

/** The timeout of the test, in ms: an hour with `LONG=1`, because the test then checks a million orders. */
const timeout = caseCount(30_000, 3_600_000);

describe('verdicts of validateOrder and of an independent implementation', () => {
  it('agree for every kind of order by random rules', { timeout }, () => {
    const dice = new Dice(4);
    for (let count = 0; count < caseCount(5_000, 500_000); count += 20) {
      const rules = inventedSymbol(dice, true);
      const market = dice.pick(['1', '20.5', '100', '0.0123', '20.5000000003', '0.000000001234']);
      for (let order = 0; order < 20; order++) {
        const found = difference(dice, rules, market, dice.between(1, 12));
        if (found !== undefined) expect.fail(found);
      }
    }
  });

  for (const recording of recordings.exchangeInfo) {
    itWithRecording(
      recording,
      `agree for every symbol of ${recording}`,
      (path) => {
        const dice = new Dice(2018);
        const { symbols, exchangeFilters }: Answer = JSON.parse(readText(path));
        const rules = symbols.map((info): ReferenceRules => ({ info, exchangeFilters }));
        for (let count = 0; count < caseCount(rules.length, 80 * rules.length) + 100; count++) {
          const each = count < rules.length ? (rules[count] as ReferenceRules) : dice.pick(rules);
          const found = difference(dice, each, dice.pick(['0.00012345', '0.5', '31.4', '60000']), 12);
          if (found !== undefined) expect.fail(found);
        }
      },
      timeout,
    );
  }
});
