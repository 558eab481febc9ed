import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Results } from '../../../../bench/kit/save.js';
import { chartHtml, chartTable, withCharts } from '../../generate/charts.js';
import { codeBlocks } from '../blocks.js';
import { all, root, written } from './pages.js';

describe('written pages', () => {
  it('of guides begin with a sentence, and end with links to what to read next', () => {
    const guides = [...written].filter(([path]) => path !== 'index.md');
    expect(guides.filter(([, text]) => !/^# .*\n\n(?:[A-Z]|`[\w@])/m.test(text)).map(([path]) => path)).toEqual([]);
    const last = (text: string): string => text.slice(text.lastIndexOf('\n## '));
    expect(
      guides
        .filter(([, text]) => !/^\n## Next\n\n(?:- .*\n)*- \[.*\n(?:- .*\n)*$/.test(last(text)))
        .map(([path]) => path),
    ).toEqual([]);
  });

  it('have no line of an example that is wider than the column of the site', () => {
    const blocks = [...all].flatMap(([path, text]) => codeBlocks(path, text));
    const wide = blocks
      .filter(({ language, label }) => /^(?:ts|tsx|js)$/.test(language) && label !== 'signature')
      .flatMap(({ code }) => code.split('\n').filter((line) => line.length > 94));
    expect(blocks.length).toBeGreaterThan(200);
    expect(wide).toEqual([]);
  });

  it('draw the saved results of benches, each bar as long as its value', () => {
    const content = 'book\nnormal, top\nOrderBook = ours\nccxt';
    const page = `before\n\n\`\`\`chart\n${content}\n\`\`\`\n\nafter`;
    const { charts } = JSON.parse(readFileSync(join(root, 'bench/results/book.json'), 'utf8')) as Results;
    const value = (name: string): number => charts['normal, top']?.bars.find((bar) => bar.name === name)?.value ?? 0;
    const text = (name: string): string => Math.round(value(name)).toLocaleString('en-US');
    expect(withCharts(root, page, chartTable)).toBe(
      `before\n\n|  | events per second |\n| --- | ---: |\n| ours | ${text('OrderBook')} |\n| ccxt | ${text('ccxt')} |\n\nafter`,
    );
    const html = withCharts(root, page, chartHtml);
    expect(html).toContain('more is better');
    expect(html).toContain('width:100.0%');
    expect(html).toContain(`width:${((100 * value('ccxt')) / value('OrderBook')).toFixed(1)}%`);
    expect(() => withCharts(root, page.replace('ccxt', 'nobody'), chartTable)).toThrow("no bar 'nobody'");
    for (const text of written.values()) withCharts(root, text, chartHtml);
  });
});
