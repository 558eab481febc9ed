import { describe, expect, it } from 'vitest';
import { all, generated } from './pages.js';

describe('generated pages', () => {
  it('say when a field of only some variants is required', () => {
    const row = (page: string, field: string): string =>
      (all.get(page) ?? '').split('\n').find((line) => line.startsWith(`| \`${field}\` |`)) ?? '';
    expect(row('operations/getOrder.md', 'orderId')).toContain('*required without `origClientOrderId`.*');
    expect(row('operations/getAggregateTrades.md', 'fromId')).toContain('*not with `startTime`, `endTime`.*');
    expect(row('operations/createOrder.md', 'quoteOrderQty')).toContain('*required without `quantity` for MARKET.*');
    expect(row('operations/createOtoOrder.md', 'workingTimeInForce')).toContain('*required for LIMIT.*');
    expect(row('operations/createOtoOrder.md', 'workingPrice')).toContain('*required without `workingPegPriceType`.*');
    expect(row('operations/getReferencePriceCalculation.md', 'calculationType')).toContain('`EXTERNAL`: ');
    expect(row('operations/createOcoOrder.md', 'aboveStopPrice')).toContain(
      '*required without `aboveTrailingDelta` for ',
    );
  });

  it('of operations list the fields of each form of the answer, and of each element of a candle', () => {
    const pages = [...generated].filter(([path]) => /^operations\/(?!index)/.test(path));
    const answer = (page: string): string => /\n## Answer\n([\s\S]*?)\n## /.exec(page)?.[1] ?? '';
    const empty = pages.filter(([, page]) => !answer(page).includes('| Field |')).map(([path]) => path);
    expect(empty).toEqual(['operations/ping.md', 'operations/unsubscribeUserData.md']);
    for (const path of empty) expect(answer(all.get(path) ?? '')).toContain('An empty object');
    const page = (name: string): string => answer(all.get(`operations/${name}.md`) ?? '');
    expect(page('getOrder')).toContain('| `symbol` | `string` | The symbol. |');
    expect(page('getKlines')).toContain('| `[][4] close` | `string` | Price of the last trade. |');
    expect(page('getTickers')).toContain("[`MiniTicker[]`](/reference/market-types#miniticker), with `type: 'MINI'`");
    expect(page('createSorOrder')).toContain("with `newOrderRespType: 'RESULT'`: the fields of `OrderAck`, and");
    expect(page('cancelOrder')).toContain('*in `CancelledOrderList`.* The orders of the list');
    // No table may list methods of arrays such as `toLocaleString`, or print `*.*` where the text about a field is
    // missing.
    expect([...generated].filter(([, text]) => /toLocaleString|\| \*\.\* /.test(text)).map(([path]) => path)).toEqual(
      [],
    );
  });

  it('of operations, streams and events list required parameters first, and end with links', () => {
    const pages = [...generated].filter(([path]) => /^(?:operations|streams)\/(?!index)/.test(path));
    const isComplete = (page: string): boolean =>
      /\nRead next: \[.*\.\n\n\[Official documentation\]\(https:\/\/developers\.binance\.com\/docs\/\S+\)\n$/.test(
        page,
      );
    expect(pages.filter(([, page]) => !isComplete(page)).map(([path]) => path)).toEqual([]);
    const parameters = /\n## Parameters\n([\s\S]*?)\n## /.exec(all.get('operations/createOrder.md') ?? '')?.[1] ?? '';
    const names = [...parameters.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
    expect(names.slice(0, 3)).toEqual(['symbol', 'side', 'type']);
    expect(names.at(-1)).toBe('newOrderRespType');
  });

  it('describe each field and argument that they list', () => {
    const undescribed = [...generated].flatMap(([path, text]) =>
      [...text.matchAll(/^\| (`[^|`]+`) \|.*\| (?:\*[^*|]+\*)? *\|$/gm)].map(([, name]) => `${path}: ${name}`),
    );
    expect(undescribed).toEqual([]);
  });
});
