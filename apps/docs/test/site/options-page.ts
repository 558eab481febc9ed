import { describe, expect, it } from 'vitest';
import { optionsSections } from '../../generate/options-page.js';
import { publicFields } from '../public-api.js';
import { all, program } from './pages.js';

describe('the page of options', () => {
  it('has a section for every exported type of options', () => {
    // These types have no section of their own, because other sections list their fields. The fields of
    // `ExchangeInfoOptions` are not listed at all, because users do not create its values: `readExchangeInfo` does.
    const elsewhere = [
      'ClientOptions',
      'CreateClientOptions',
      'ConsumeOptions',
      'LimitOptions',
      'RenewalOptions',
      'KeyOptions',
      'InferredBookOptions',
      'ExchangeInfoOptions',
    ];
    const exported = program.exports.map(({ name }) => name).filter((name) => name.endsWith('Options'));
    const listed = optionsSections.map(({ type }) => type);
    expect([...listed, ...elsewhere].sort()).toEqual([...new Set(exported)].sort());
    const page = all.get('reference/options.md') ?? '';
    const without = page
      .split(/^## /m)
      .slice(1)
      .filter((section) => !/^\| `\w+` \|/m.test(section));
    expect(without.map((section) => section.split('\n')[0])).toEqual([]);
    const backtest = page.split('## backtest')[1]?.split('\n## ')[0] ?? '';
    expect(backtest).toContain('| `balances` |');
    expect(backtest).not.toContain('| `impact` |');
  });

  it('has every option of its types, each with a default and a description', () => {
    const rows = [...(all.get('reference/options.md') ?? '').matchAll(/^\| `([\w.]+)` \| (.*) \|$/gm)];
    const named = rows.map(([, name = '']) => name);
    const types = new Set(optionsSections.map(({ type }) => type));
    const options = publicFields(program).flatMap(({ name }) => {
      const [, type = '', option = ''] = /: (\w+)\.(\w+)$/.exec(name) ?? [];
      return types.has(type) ? [option] : [];
    });
    expect(options.length).toBeGreaterThan(60);
    expect(options.filter((option) => !named.includes(option))).toEqual([]);
    expect(named).toEqual(expect.arrayContaining(['limits.ceiling', 'limits.store', 'renewal.after', 'apiKey']));
    const incomplete = rows.filter(([, , cells = '']) => !/^\S.* \| \S.*\. Default: \S.*\.$/.test(cells));
    expect(incomplete.map(([row]) => row)).toEqual([]);
  });
});
