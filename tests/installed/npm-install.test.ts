import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveExchange, startLiveExchange, workerEntry } from './live-exchange.js';
import { compileAndRun, describeSettings, isSupported, moduleSettings, PRINTED } from './module-settings.js';
import { NpmProject } from './npm-project.js';

// Does what a new user does: npm installs the packed packages in an empty project outside of this repository, and
// everything else from the registry. This takes minutes, so `npm run test:installed` runs it, and `npm test` does not.

const TYPESCRIPT = ['5.7', '5.8', '5.9', '6.0', '7.0'];

let folder = '';
let live: LiveExchange;
let browser: Browser;
const projects: NpmProject[] = [];

function createProject(name: string, options: ConstructorParameters<typeof NpmProject>[1] = {}): NpmProject {
  const project = new NpmProject(join(folder, name), options);
  projects.push(project);
  return project;
}

describe('npm install of the packed packages', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'npm-install-'));
    live = await startLiveExchange(folder, { history: 6 * 3_600_000 });
    const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH ?? chromium.executablePath(),
      args: [...flags, '--disable-sync', ...live.browserFlags],
    });
  }, 120_000);

  afterAll(async () => {
    for (const project of projects) await project.stop();
    await browser?.close();
    await live?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }, 300_000);

  it('installs six packages in all for core and streams', async () => {
    const project = createProject('six');
    project.init();
    await project.install(['core', 'streams']);
    const installed = (await project.run('npm', 'ls', '--all', '--parseable')).trim().split('\n').slice(1);
    expect(new Set(installed.map((path) => path.replace(/.*node_modules\//, ''))).size).toBe(6);
  }, 300_000);

  describe.each(TYPESCRIPT)('with TypeScript %s', (version) => {
    let project: NpmProject;
    beforeAll(async () => {
      project = createProject(`typescript-${version}`);
      project.init();
      await project.install(['core', 'streams', 'simulator'], `typescript@~${version}.0`);
    }, 300_000);

    it.each(moduleSettings.map((settings) => [describeSettings(settings), settings] as const))(
      '%s compile and run, if the README says so',
      async (_, settings) => {
        const compiler = join(project.folder, 'node_modules/typescript/bin/tsc');
        const result = await compileAndRun(project.folder, compiler, settings);
        if (isSupported(settings, version)) expect(result).toBe(PRINTED);
        else expect(result).toMatch(/^TS\d+/);
      },
      300_000,
    );
  });

  it('builds and serves the Next.js example, whose page follows the market', async () => {
    const project = createProject('next', { env: { ...live.env, NEXT_TELEMETRY_DISABLED: '1' } });
    project.copyExample('next');
    await project.install(['core', 'streams']);
    await project.run('npm', 'run', 'build');
    const url = await project.start('npm', 'start', '--', '--hostname', '127.0.0.1', '--port', '0');
    const html = await (await fetch(url)).text();
    // React writes empty comments between texts. Without them, the HTML of the server must contain five candles.
    const text = html.replaceAll('<!-- -->', '');
    expect([...text.matchAll(/<li>\d{4}-\d\d-\d\dT\d\d:00:00\.000Z [\d.]+<\/li>/g)]).toHaveLength(5);
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(url);
    const price = page.locator('output');
    const first = await price.textContent();
    await expect.poll(() => price.textContent(), { timeout: 30_000 }).not.toBe(first);
    expect(problems).toEqual([]);
    await page.close();
  }, 600_000);

  it('serves the React example, whose page shows a live book', async () => {
    const project = createProject('react');
    project.copyExample('react');
    await project.install(['core', 'streams', 'simulator']);
    await project.run('npm', 'run', 'check');
    const url = await project.start('npm', 'start', '--', '--host', '127.0.0.1', '--port', '0');
    const page = await browser.newPage();
    await page.goto(url);
    await expect.poll(() => page.locator('.bid').count(), { timeout: 30_000 }).toBe(5);
    expect(await page.locator('.ask').count()).toBe(5);
    await page.close();
  }, 600_000);

  it('serves the Worker example by wrangler', async () => {
    // Wrangler needs Node 22, which npm downloads.
    const find = ['exec', '--yes', '--package=node@22', '--', 'node', '-p', 'process.execPath'];
    const nodePath = dirname(execFileSync('npm', find, { cwd: folder, encoding: 'utf8' }).trim());
    const project = createProject('worker', { nodePath, env: { WRANGLER_SEND_METRICS: 'false' } });
    project.copyExample('worker');
    await project.install(['core', 'simulator']);
    writeFileSync(join(project.folder, 'entry.ts'), workerEntry(live));
    const url = await project.start('npm', 'start', '--', 'entry.ts', '--ip', '127.0.0.1', '--port', '0');
    expect(await (await fetch(`${url}/btcusdt`)).json()).toMatchObject({ symbol: 'BTCUSDT' });
    expect((await fetch(`${url}/NOPE`)).status).toBe(404);
  }, 600_000);
});
