import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as core from '@pkg/core';
import * as simulator from '@pkg/simulator';
import * as streams from '@pkg/streams';
import { transform } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Results } from '../../../bench/kit/save.js';
import { chartHtml, chartTable, withCharts } from '../generate/charts.js';
import { loadExampleModule } from '../generate/example-modules.js';
import { guideOrder } from '../generate/guides.js';
import { field, llmsFull, llmsIndex } from '../generate/llms.js';
import { operationRecords } from '../generate/operation-page.js';
import { optionsSections } from '../generate/options-page.js';
import { generatePages, type Pages, print } from '../generate/pages.js';
import type { Program } from '../generate/program.js';
import { runScript } from '../generate/script.js';
import { anchorsOf, type Block, codeBlocks, linkTargets } from './blocks.js';
import { forgottenExports, publicFields } from './public-api.js';
import { searchOf } from './search.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = join(root, 'apps/docs/pages');
const generatedFolders = /^(operations|streams|reference|public|\.vitepress)\//;

const written: Pages = new Map(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !generatedFolders.test(path))
    .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
);
/** The Markdown files of the repository that are not part of the site. */
const readmes: Pages = new Map(
  ['.', 'packages', 'examples', '.github'].flatMap((from) =>
    markdownFiles(from).map((path) => [path, readFileSync(join(root, path), 'utf8')] as const),
  ),
);
let generated: Pages = new Map();
let program: Program;
let all: Pages = new Map();

beforeAll(async () => {
  ({ pages: generated, program } = await generatePages(root));
  all = new Map([...written, ...generated]);
}, 240_000);

describe('pages', () => {
  it('have a title and a description each, and every written one is in the sidebar', () => {
    const incomplete = [...all].filter(([, text]) => !field(text, 'title') || !field(text, 'description'));
    expect(incomplete.map(([path]) => path)).toEqual([]);
    expect([...written.keys()].map((path) => path.replace(/\.md$/, '')).sort()).toEqual(
      ['index', ...guideOrder].sort(),
    );
  });

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
    // Neither methods of arrays nor conditions without a text may get into a table.
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

  it('link to pages and headings that exist', () => {
    const dead = [...all].flatMap(([path, text]) =>
      linkTargets(text)
        .filter((target) => !/^(https?:|mailto:)/.test(target))
        .filter((target) => !resolves(target, path))
        .map((target) => `${path}: ${target}`),
    );
    expect(dead).toEqual([]);
  });

  it('describe each field and argument that they list', () => {
    const undescribed = [...generated].flatMap(([path, text]) =>
      [...text.matchAll(/^\| (`[^|`]+`) \|.*\| (?:\*[^*|]+\*)? *\|$/gm)].map(([, name]) => `${path}: ${name}`),
    );
    expect(undescribed).toEqual([]);
  });

  it('show no HTML by accident', () => {
    const tags = [...all].flatMap(([path, text]) => {
      const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/``[^\n]*?``|`[^`\n]*`/g, '');
      return [...prose.matchAll(/<\/?\w[^>]*>|\{\{/g)].map(([tag]) => `${path}: ${tag}`);
    });
    expect(tags).toEqual([]);
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

  it('fit into llms.txt, which lists each of them', () => {
    const index = llmsIndex(all);
    expect(Buffer.byteLength(index)).toBeLessThan(50_000);
    for (const path of all.keys()) if (path !== 'index.md') expect(index).toContain(`/${path})`);
    expect(llmsFull(all)).toContain('# createOrder');
  });
});

describe('the search of the site', () => {
  it('finds each operation, stream and error class by a heading, and each option by its name', () => {
    const search = searchOf(all);
    const streamNames = [...generated.keys()].flatMap((path) => /^streams\/(?!index)(\w+)\.md$/.exec(path)?.[1] ?? []);
    const errors = [core, streams].flatMap((module) =>
      Object.keys(module).filter((name) => /^Binance.*Error$/.test(name)),
    );
    const named = [...operationRecords().keys(), ...streamNames, ...errors];
    expect(streamNames.length).toBeGreaterThan(15);
    expect(errors.length).toBeGreaterThan(10);
    const isNamed = (name: string) => search(name).some(({ title }) => title.split(/\W+/).includes(name));
    expect(named.filter((name) => !isNamed(name))).toEqual([]);
    const options = publicFields(program).flatMap(({ name }) => /Options\.(\w+)$/.exec(name)?.[1] ?? []);
    expect(options.length).toBeGreaterThan(50);
    const isWritten = (name: string) => search(name).some(({ title, text }) => `${title} ${text}`.includes(name));
    expect([...new Set(options)].filter((name) => !isWritten(name))).toEqual([]);
  });
});

describe('the page of options', () => {
  it('has a section for every exported type of options', () => {
    // Types without a section of their own. Other sections list their fields. The fields of `ExchangeInfoOptions` are
    // not listed at all, because users do not create its values: `readExchangeInfo` does.
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
    const incomplete = rows.filter(([, , cells = '']) => cells.split(' | ').some((cell) => cell.trim() === ''));
    expect(incomplete.map(([row]) => row)).toEqual([]);
  });
});

/**
 * Internal types that appear in declarations of public classes and types. Users do not create values of these types or
 * use their names.
 */
const ownParts = [
  'ApiConnection',
  'BoardEvents',
  'BookSync',
  'DepthKeeper',
  'LimitScope',
  'Limiter',
  'Report',
  'Secret',
  'StatusBoard',
  'Values',
];

describe('public exports', () => {
  it('include each type that another one names, and the types of all operations are exported by @pkg/core', () => {
    const forgotten = forgottenExports(program).filter(
      ({ name, by }) => !by.startsWith('simulator') && !ownParts.includes(name),
    );
    expect(forgotten).toEqual([]);
    const records = operationRecords();
    const types = program.exportsOf('@pkg/core/operations').filter(({ name }) => !records.has(name));
    expect(types.length).toBeGreaterThan(100);
    expect(types.filter(({ entryPoints }) => !entryPoints.includes('@pkg/core')).map(({ name }) => name)).toEqual([]);
  });

  it('describe each of their fields, and the unit of each time', () => {
    const fields = publicFields(program);
    expect(fields.length).toBeGreaterThan(1000);
    expect(fields.filter(({ doc }) => doc === '').map(({ name }) => name)).toEqual([]);
    const times = fields.filter(({ name, type, doc }) => {
      const isTime = /(?:[tT]ime|Timestamp|timestamp)(?:Ms)?$/.test(name) || /^(?:\w+ )?[tT]ime\b/.test(doc);
      return isTime && /^(?:readonly )?number\b/.test(type);
    });
    expect(times.length).toBeGreaterThan(40);
    expect(
      times.filter(({ doc }) => !/\b(?:ms|µs|s|seconds)\b/.test(doc)).map(({ name, doc }) => `${name}: ${doc}`),
    ).toEqual([]);
  });
});

describe('Markdown files of the repository', () => {
  it('link to files and headings that exist', () => {
    const dead = [...readmes].flatMap(([path, text]) =>
      linkTargets(text)
        .filter((target) => !/^(https?:|mailto:)/.test(target))
        .filter((target) => {
          const [file = '', anchor] = target.split('#');
          const to = file === '' ? join(root, path) : join(root, dirname(path), file);
          return !existsSync(to) || (anchor !== undefined && !anchorsOf(readFileSync(to, 'utf8')).has(anchor));
        })
        .map((target) => `${path}: ${target}`),
    );
    expect(dead).toEqual([]);
  });
});

describe('code blocks', () => {
  it('compile, and so do the examples', async () => {
    const target = join(root, 'apps/docs/node_modules/.blocks');
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    for (const [name, code] of programs()) writeFileSync(join(target, `${name}.ts`), code);
    writeFileSync(join(target, 'context.d.ts'), readFileSync(join(root, 'apps/docs/test/context.d.ts')));
    const config = {
      extends: '../../../../tsconfig.base.json',
      compilerOptions: {
        module: 'ESNext',
        moduleResolution: 'Bundler',
        moduleDetection: 'force',
        types: ['node'],
        lib: ['ES2023', 'DOM', 'DOM.Iterable'],
        isolatedDeclarations: false,
        declaration: false,
        noUnusedLocals: false,
        allowImportingTsExtensions: true,
        jsx: 'react-jsx',
        // The dependencies of the Next.js example are not installed. So this example is compiled with the React types
        // of the React example.
        paths: {
          react: ['../../../../examples/react/node_modules/@types/react'],
          'react/*': ['../../../../examples/react/node_modules/@types/react/*'],
          ky: ['../../../../packages/core/node_modules/ky'],
          '@pkg/core': ['../../../../packages/core/src/index.ts'],
          '@pkg/core/operations': ['../../../../packages/core/src/operations/index.ts'],
          '@pkg/streams': ['../../../../packages/streams/src/index.ts'],
        },
      },
      include: ['*.ts', '../../../../examples/*/*/*.ts', '../../../../examples/*/*/*.tsx'],
      exclude: ['../../../../examples/*/node_modules', '../../../../examples/*/dist'],
    };
    writeFileSync(join(target, 'tsconfig.json'), JSON.stringify(config));
    const compiled = promisify(execFile)(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.json'], { cwd: target });
    expect((await compiled.catch((error: { stdout: string }) => error)).stdout).toBe('');
  }, 120_000);

  it('with the label `run` run on the simulated exchange, and print what the page says', async () => {
    const runnable = [...written].flatMap(([path, text]) =>
      codeBlocks(path, text).filter(({ language, label }) => language === 'ts' && label === 'run'),
    );
    expect(runnable.length).toBeGreaterThan(10);
    const failed: string[] = [];
    for (const { id, code, printed } of runnable) {
      try {
        // A reader may save the example as a JavaScript file for Node, so it has to be valid JavaScript.
        await transform(code, { loader: 'js' });
        const lines = await runScript(code, loadExampleModule, print);
        if (printed !== undefined && printed.trim() !== lines.join('\n').trim()) {
          failed.push(`${id} printed:\n${lines.join('\n')}`);
        }
      } catch (error) {
        failed.push(`${id}: ${error instanceof Error ? error.stack : error}`);
      }
    }
    expect(failed).toEqual([]);
  });
});

function resolves(target: string, from: string): boolean {
  const [path = '', anchor] = target.split('#');
  const absolute = path.startsWith('/')
    ? path.slice(1)
    : path === ''
      ? from.replace(/\.md$/, '')
      : join(dirname(from), path);
  const text = all.get(`${absolute}.md`) ?? all.get(join(absolute, 'index.md'));
  if (text === undefined) return /^\/llms(-full)?\.txt$/.test(target);
  return anchor === undefined || anchorsOf(text).has(anchor);
}

/**
 * Returns the programs in the TypeScript blocks, by name. The blocks of one README that have the same label form one
 * program.
 */
function* programs(): Iterable<[name: string, code: string]> {
  const isCode = ({ language, label }: Block): boolean =>
    (language === 'ts' || language === 'typescript') && label !== 'signature';
  for (const [path, text] of all) {
    const blocks = codeBlocks(path, text).filter(isCode);
    for (const { id, code } of blocks.filter(({ label }) => label !== 'node')) {
      yield [fileName(id), path.startsWith('reference/') ? withImports(code) : code];
    }
    // The blocks of one page that have the label `node` form one program.
    const tour = blocks.filter(({ label }) => label === 'node').map(({ code }) => code);
    if (tour.length > 0) yield [fileName(path), tour.join('\n')];
  }
  for (const [path, text] of readmes) {
    const blocks = codeBlocks(path, text).filter(isCode);
    for (const label of new Set(blocks.flatMap((block) => block.label || []))) {
      const same = blocks.filter((block) => block.label === label);
      yield [fileName(`${path}-${label}`), same.map(({ code }) => code).join('\n')];
    }
    for (const { id, code } of blocks.filter(({ label }) => label === '')) yield [fileName(id), withImports(code)];
  }
}

/** Adds the imports that an example in TSDoc or in a README of a package may leave out. */
function withImports(code: string): string {
  const packages = { '@pkg/core': core, '@pkg/streams': streams, '@pkg/simulator': simulator };
  const imported = [...code.matchAll(/^import[^;]*;/gm)].join('\n');
  const imports = Object.entries(packages).flatMap(([name, exports]) => {
    const used = Object.keys(exports).filter((each) => {
      const word = new RegExp(`(?<!\\w|(?<!\\.\\.)\\.)${each}\\b`);
      return word.test(code) && !word.test(imported);
    });
    return used.length > 0 ? [`import { ${used.join(', ')} } from '${name}';`] : [];
  });
  return `${imports.join('\n')}\n${code}`;
}

const fileName = (id: string): string => id.replace(/\.md/, '').replace(/\W+/g, '-');

function markdownFiles(from: string): string[] {
  if (!existsSync(join(root, from))) return [];
  const isDeep = from !== '.';
  return readdirSync(join(root, from), { recursive: isDeep, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !/node_modules|dist\//.test(path))
    .map((path) => (isDeep ? join(from, path) : path));
}
