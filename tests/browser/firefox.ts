import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

// Controls an installed Firefox over WebDriver BiDi. Playwright can control only its own builds of Firefox.

/** Returns the path of an installed Firefox; undefined if there is none. */
export async function firefoxPath(): Promise<string | undefined> {
  const { href } = new URL('../../scripts/browser.mjs', import.meta.url);
  const { findFirefox } = (await import(href)) as { findFirefox: () => string | undefined };
  return findFirefox();
}

/** The settings of a new browser profile. Some of them switch off the background network traffic of Firefox. */
const settings: Readonly<Record<string, string | number | boolean>> = {
  'app.update.disabledForTesting': true,
  'browser.aboutwelcome.enabled': false,
  'browser.contentblocking.introCount': 99,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.topsites.contile.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'extensions.update.enabled': false,
  'media.gmp-manager.updateEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
};

type Answer = { readonly id?: number; readonly result?: unknown; readonly message?: string } & BidiEvent;
type BidiEvent = { readonly method?: string; readonly params?: { readonly level?: string; readonly text?: string } };
type Evaluated = {
  readonly type: string;
  readonly result?: { readonly value?: string };
  readonly exceptionDetails?: { readonly text: string };
};

const START_TIME = 20_000;
const POLL_INTERVAL = 100;

/** A running Firefox with one open tab. */
export class Firefox {
  /** The errors of the pages and those in their consoles. */
  readonly problems: string[] = [];
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #tab = '';
  #lastId = 0;

  private constructor(child: ChildProcess, profile: string, socket: WebSocket) {
    this.#child = child;
    this.#profile = profile;
    this.#socket = socket;
    socket.on('message', (data) => this.#receive(JSON.parse(String(data)) as Answer));
  }

  static async start(path: string): Promise<Firefox> {
    const profile = await mkdtemp(join(tmpdir(), 'firefox-'));
    const lines = Object.entries(settings).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    await writeFile(join(profile, 'user.js'), lines.join('\n'));
    const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'];
    const child = spawn(path, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: profile } });
    const socket = new WebSocket(`${await addressOf(child)}/session`);
    await once(socket, 'open');
    const firefox = new Firefox(child, profile, socket);
    await firefox.send('session.new', { capabilities: {} });
    await firefox.send('session.subscribe', { events: ['log.entryAdded'] });
    const { contexts } = (await firefox.send('browsingContext.getTree', {})) as { contexts: { context: string }[] };
    firefox.#tab = contexts[0]?.context ?? '';
    return firefox;
  }

  /** Sends a command of WebDriver BiDi. */
  async send(method: string, params: object): Promise<unknown> {
    const id = ++this.#lastId;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { result, message } = await answered;
    if (result === undefined) throw new Error(`${method}: ${message}`);
    return result;
  }

  async open(url: string, { width, height }: { width: number; height: number }): Promise<void> {
    await this.send('browsingContext.setViewport', { context: this.#tab, viewport: { width, height } });
    await this.send('browsingContext.navigate', { context: this.#tab, url, wait: 'complete' });
  }

  /** Evaluates an expression in the page and returns its value, which must be JSON. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = (await this.send('script.evaluate', {
      expression: `JSON.stringify(${expression}) ?? 'null'`,
      target: { context: this.#tab },
      awaitPromise: true,
    })) as Evaluated;
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return JSON.parse(result?.value ?? 'null') as T;
  }

  /** Waits until an expression is true in the page. */
  async until(expression: string, timeout = 20_000): Promise<void> {
    const end = Date.now() + timeout;
    while (!(await this.evaluate<boolean>(`Boolean(${expression})`))) {
      if (Date.now() > end) throw new Error(`not within ${timeout} ms: ${expression}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL));
    }
  }

  /** Presses keys one after the other. Each key is its character or, if it has none, its WebDriver code point. */
  async press(...keys: readonly string[]): Promise<void> {
    const actions = keys.flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.send('input.performActions', {
      context: this.#tab,
      actions: [{ type: 'key', id: 'keyboard', actions }],
    });
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#socket.close();
    this.#child.kill('SIGTERM');
    await ended;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #receive(answer: Answer): void {
    if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
    else if (answer.method === 'log.entryAdded' && answer.params?.level === 'error') {
      this.problems.push(answer.params.text ?? 'an error without text');
    }
  }
}

/** Resolves with the address that Firefox prints when it accepts connections. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!child.stderr) return reject(new Error('Firefox has no output'));
    const timer = setTimeout(() => reject(new Error(`Firefox did not start within ${START_TIME} ms`)), START_TIME);
    child.on('exit', (code) => reject(new Error(`Firefox ended with exit code ${code}`)));
    createInterface({ input: child.stderr }).on('line', (text) => {
      const address = /WebDriver BiDi listening on (ws:\S+)/.exec(text)?.[1];
      if (!address) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}
