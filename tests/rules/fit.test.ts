import { compileRules, fitOrder, type Rounding, validateOrder } from '@pkg/core/filters';
import { describe, expect, it } from 'vitest';
import { caseCount } from '../support/case-count.js';
import { Dice } from '../support/dice.js';
import { OPERATIONS, OrderMaker } from './random-order.js';
import { inventedSymbol, randomContext } from './random-rules.js';
import { referenceVerdict } from './reference.js';

type Params = Record<string, unknown>;

/** Generates random orders for random trading rules, with the data that the checks of each order need. */
function* cases(seed: number, total: number) {
  const dice = new Dice(seed);
  for (let count = 0; count < total; count += 10) {
    const rules = inventedSymbol(dice);
    const { info, exchangeFilters, assetFilters, sors } = rules;
    const compiled = compileRules(info, { exchangeFilters, assetFilters, sors } as Parameters<typeof compileRules>[1]);
    const market = dice.pick(['1', '20.5', '100', '0.0123']);
    for (let order = 0; order < 10; order++) {
      const operation = dice.pick(OPERATIONS);
      const context = randomContext(dice, info, market);
      const maker = new OrderMaker(dice, info, { faults: 0.05, decimals: dice.between(1, 12) });
      const params: Params = maker.order(operation, market);
      const faults = (changed: Params): Set<string> => referenceVerdict(changed, rules, context, operation).broken;
      yield { dice, compiled, operation, context, params, faults };
    }
  }
}

/**
 * Returns the broken rules that belong to a parameter, except rules that depend on other prices or on the order type.
 */
function numberFaults(faults: Set<string>, param: string): string[] {
  // A stop price can also break `PARAMETERS` because of the last price, so this rule is left out for stop prices.
  const outside = /stopPrice/i.test(param) ? ['LIST_PRICES', 'PARAMETERS'] : ['LIST_PRICES'];
  return [...faults].filter((fault) => {
    const [filter = '', at] = fault.split(' ');
    return at === param && !outside.includes(filter);
  });
}

/** The timeout of a test, in ms: an hour with `LONG=1`, because the test then checks many more orders. */
const timeout = caseCount(30_000, 3_600_000);

describe('fix', () => {
  it('is legal, and no nearer value is', { timeout }, () => {
    let fixes = 0;
    for (const { dice, compiled, operation, context, params, faults } of cases(11, caseCount(400, 60_000))) {
      const { problems } = validateOrder(params, compiled, context, { operation });
      for (const { param, value, fix, filter } of problems) {
        // Skips a parameter that the order must not have, because no value of this parameter is legal.
        if (fix === undefined || problems.some((other) => other.param === param && !other.fix)) continue;
        const at = (text: string): string[] => numberFaults(faults({ ...params, [param]: text }), param);
        expect([...faults(params)]).toContain(`${filter} ${param}`);
        for (const [end, sign] of [
          ['down', -1n],
          ['up', 1n],
        ] as const) {
          const mended = fix[end];
          if (mended === undefined) continue;
          fixes += 1;
          expect(units(mended) > units(value) ? 1n : -1n).toBe(sign);
          expect(at(mended), `${param} ${value} mended ${end} to ${mended}`).toEqual([]);
          const gap = units(mended) - units(value);
          for (let draw = 0; draw < 6; draw++) {
            // Tries values strictly between the illegal value and its fix, most of them close to the fix. The values
            // have 8 decimals if the symbol has no step size.
            const back = 10n ** BigInt(dice.between(12, 20)) * BigInt(dice.between(1, 9));
            const between = units(mended) - sign * back;
            if ((between - units(value)) * sign <= 0n || back >= gap * sign) continue;
            expect(at(text(between)), `${param} ${value}: ${text(between)} is nearer than ${mended}`).not.toEqual([]);
          }
        }
      }
    }
    expect(fixes).toBeGreaterThan(200);
  });
});

describe('fitOrder', () => {
  it('returns a legal order, moved in the given direction only, or the problems', { timeout }, () => {
    let fitted = 0;
    for (const { dice, compiled, operation, context, params, faults } of cases(12, caseCount(600, 100_000))) {
      const rounding = dice.pick<Rounding>(['down', 'up', 'nearest']);
      const result = fitOrder(params, compiled, { rounding, context, operation });
      const before = faults(params);
      if (before.size === 0) expect(result.params).toBe(params);
      if (result.problems) {
        expect(result.problems.length).toBeGreaterThan(0);
        continue;
      }
      expect([...faults(result.params)]).toEqual([]);
      if (before.size === 0) continue;
      fitted += 1;
      for (const [name, value] of Object.entries(result.params)) {
        if (value === params[name]) continue;
        const moved = units(String(value)) - units(String(params[name]));
        if (rounding === 'down') expect(moved).toBeLessThan(0n);
        if (rounding === 'up') expect(moved).toBeGreaterThan(0n);
      }
    }
    expect(fitted).toBeGreaterThan(5);
  });
});

const UNIT = 20;

function units(value: string): bigint {
  const [whole = '', fraction = ''] = value.split('.');
  return BigInt(whole + fraction.padEnd(UNIT, '0'));
}

function text(value: bigint): string {
  const digits = String(value).padStart(UNIT + 1, '0');
  return `${digits.slice(0, -UNIT)}.${digits.slice(-UNIT)}`;
}
