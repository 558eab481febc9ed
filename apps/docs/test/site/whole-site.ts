import { describe, expect, it } from 'vitest';
import { guideOrder } from '../../generate/guides.js';
import { field, llmsFull, llmsIndex } from '../../generate/llms.js';
import { all, written } from './pages.js';

describe('pages', () => {
  it('have a title and a description each, and every written one is in the sidebar', () => {
    const incomplete = [...all].filter(([, text]) => !field(text, 'title') || !field(text, 'description'));
    expect(incomplete.map(([path]) => path)).toEqual([]);
    expect([...written.keys()].map((path) => path.replace(/\.md$/, '')).sort()).toEqual(
      ['index', ...guideOrder].sort(),
    );
  });

  it('show no HTML by accident', () => {
    const tags = [...all].flatMap(([path, text]) => {
      const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/``[^\n]*?``|`[^`\n]*`/g, '');
      return [...prose.matchAll(/<\/?\w[^>]*>|\{\{/g)].map(([tag]) => `${path}: ${tag}`);
    });
    expect(tags).toEqual([]);
  });

  it('fit into llms.txt, which lists each of them', () => {
    const index = llmsIndex(all);
    expect(Buffer.byteLength(index)).toBeLessThan(50_000);
    for (const path of all.keys()) if (path !== 'index.md') expect(index).toContain(`/${path})`);
    expect(llmsFull(all)).toContain('# createOrder');
  });
});
