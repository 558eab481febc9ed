import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A running simulator: the fields of the JSON line that it prints when it is ready, and functions that control it. */
export type Simulator = {
  rest: string;
  streams: string;
  wsApi: string;
  apiKey: string;
  apiSecret: string;
  port: number;
  /** Sends a signal such as `SIGSTOP` to the simulator's process. */
  signal(name: NodeJS.Signals): void;
  stop(): Promise<void>;
};

const root = new URL('../../', import.meta.url);

/** Starts the built simulator in a new process. */
export async function startSimulator(...args: string[]): Promise<Simulator> {
  const withPort = args.includes('--port') ? args : ['--port', '0', ...args];
  const child = start('packages/simulator/bin/binance-simulator.js', ['--json', ...withPort]);
  const printed = JSON.parse(await line(child, (text) => text.startsWith('{'))) as Omit<
    Simulator,
    'port' | 'signal' | 'stop'
  >;
  return {
    ...printed,
    port: Number(new URL(printed.rest).port),
    signal: (name) => void child.kill(name),
    stop: () => stop(child),
  };
}

/** Starts the server of the built demo page. `exchange` holds the URLs that the page uses. */
export async function startDemo(exchange: object): Promise<{ url: string; stop(): Promise<void> }> {
  const child = start('apps/demo/serve.mjs', [], { EXCHANGE: JSON.stringify(exchange), PORT: '0' });
  const printed = await line(child, (text) => text.startsWith('Page: '));
  return { url: printed.slice('Page: '.length), stop: () => stop(child) };
}

function start(script: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [fileURLToPath(new URL(script, root)), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
}

async function line(child: ChildProcess, wanted: (text: string) => boolean): Promise<string> {
  if (!child.stdout) throw new Error('the process has no output');
  for await (const text of createInterface({ input: child.stdout })) {
    if (!wanted(text)) continue;
    child.stdout.resume();
    return text;
  }
  throw new Error(`the process ended (${child.exitCode}) before it was ready`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
