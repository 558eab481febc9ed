/** A weight as the facts give it: a number, tiers of a parameter, or rules by which parameters are there. */
export type DocumentedWeight =
  | number
  | { by: string; tiers: Tier[] }
  | {
      by: string;
      rules: ({ when: string } & ({ weight: number } | { weightPerSymbol: number; cap: number } | { tiers: Tier[] }))[];
    };

type Tier = { min: number; max: number | null; weight: number };
type Params = Record<string, unknown>;

/** Parameters with the weight that the documents give them. */
export type WeightCase = { params: Params; weight: number };

const symbol = 'BNBBTC';

/** Parameters that meet a rule's condition. */
const conditions: Record<string, Params[]> = {
  symbol: [{ symbol }],
  symbolStatus: [{ symbolStatus: 'TRADING' }],
  'no parameter': [{}],
  'no symbol': [{}],
  'no symbol and no symbols': [{}],
  'computeCommissionRates absent or false': [{}, { computeCommissionRates: false }],
  'computeCommissionRates=true': [{ computeCommissionRates: true }],
  'no orderId': [{ symbol }],
  orderId: [{ symbol, orderId: 1 }],
  preventedMatchId: [{ symbol, preventedMatchId: 1 }],
  // Only the exchange can tell.
  'symbol invalid': [],
};

/** Cases at the edges of every tier and rule of a documented weight. */
export function weightCases(weight: DocumentedWeight): WeightCase[] {
  if (typeof weight === 'number') return [{ params: {}, weight }];
  if ('tiers' in weight)
    return edges(weight.tiers).map(([value, w]) => ({ params: { [weight.by]: value }, weight: w }));
  return weight.rules.flatMap((rule) => {
    if (rule.when === 'symbols') {
      const counts: [number, number][] =
        'tiers' in rule
          ? edges(rule.tiers)
          : [1, 2, 20, 21, 50, 51, 100].map((count) => [
              count,
              'weight' in rule ? rule.weight : Math.min(rule.weightPerSymbol * count, rule.cap),
            ]);
      return counts.map(([count, w]) => ({ params: { symbols: Array(count).fill(symbol) }, weight: w }));
    }
    const met = conditions[rule.when];
    if (!met || !('weight' in rule)) throw new Error(`unknown rule: ${rule.when}`);
    return met.map((params) => ({ params, weight: rule.weight }));
  });
}

function edges(tiers: Tier[]): [value: number, weight: number][] {
  return tiers.flatMap(({ min, max, weight }) =>
    [min, max ?? min + 100].map((value): [number, number] => [value, weight]),
  );
}
