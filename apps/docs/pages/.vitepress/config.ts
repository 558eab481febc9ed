import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { chartHtml, savedChart } from '../../generate/charts.js';
import { guides } from '../../generate/guides.js';
import { toScript } from '../../generate/script.js';
import { miniSearch, searchedText } from '../../generate/search-settings.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const generated = fileURLToPath(new URL('./generated/sidebar.json', import.meta.url));
const sidebar = existsSync(generated) ? JSON.parse(readFileSync(generated, 'utf8')) : {};
const guideSidebar = guides.map(({ text, pages }) => ({
  text,
  items: pages.map(([path, title]) => ({ text: title, link: `/${path}` })),
}));
const { version, repository } = JSON.parse(readFileSync(`${root}/packages/core/package.json`, 'utf8'));
// The icon of the site: a candle on a background with the colour of the links.
const icon =
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'><rect width='32' height='32' rx='7' fill='#3451b2'/><path d='M16 4v24' stroke='#fff' stroke-width='2'/><rect x='11' y='9' width='10' height='13' rx='1' fill='#fff'/></svg>";
// Export conditions of package.json. The first one makes imports resolve to the sources of the packages, so that the
// site needs no build of the packages.
const conditions = ['@pkg/source', 'browser', 'import', 'module', 'default'];

export default defineConfig({
  title: 'Binance Spot for TypeScript',
  description: 'A typed client for the Binance Spot API, with a simulated exchange for tests.',
  cleanUrls: true,
  lang: 'en',
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  base: process.env.DOCS_BASE ?? '/',
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/guide/node' },
      { text: 'Operations', link: '/operations/' },
      { text: 'Streams', link: '/streams/' },
      { text: 'Reference', link: '/reference/' },
      { text: version, link: '/guide/versions' },
    ],
    socialLinks: [{ icon: 'github', link: repository.url.replace(/^git\+|\.git$/g, ''), ariaLabel: 'Repository' }],
    sidebar: { '/guide/': guideSidebar, '/migrate/': guideSidebar, ...sidebar },
    search: {
      provider: 'local',
      options: { miniSearch, _render: (page, env, md) => md.render(searchedText(page), env) },
    },
    outline: [2, 3],
  },
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-default' },
    config(md) {
      const fence = md.renderer.rules.fence?.bind(md.renderer.rules);
      if (!fence) throw new Error('the Markdown renderer has no rule for code blocks');
      // A block of the language `chart` shows saved results of a benchmark. A block that begins with `ts run` gets a
      // button by which the reader runs it in the page.
      md.renderer.rules.fence = (tokens, index, ...rest) => {
        const token = tokens[index];
        if (token?.info.trim() === 'chart') return chartHtml(savedChart(root, token.content));
        const html = fence(tokens, index, ...rest);
        if (!token || !/^ts run\b/.test(token.info)) return html;
        return `<RunExample script="${encodeURIComponent(toScript(token.content))}">${html}</RunExample>`;
      };
    },
  },
  vite: {
    resolve: { conditions },
    build: { target: 'es2022', chunkSizeWarningLimit: 1500 },
    worker: { format: 'es' },
  },
});
