import { inspect } from './inspect.js';

const AsyncFunction = (async () => {}).constructor as new (
  ...args: string[]
) => (modules: (name: string) => Promise<unknown>, console: object) => Promise<void>;

/** Runs the script of an example in this page. The packages load with the first run. */
export async function runInPage(script: string, print: (line: string) => void): Promise<void> {
  const log = (...values: unknown[]): void =>
    print(values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '));
  await new AsyncFunction('modules', 'console', script)(load, { log, error: log });
}

function load(name: string): Promise<unknown> {
  switch (name) {
    case '@pkg/core':
      return import('@pkg/core');
    case '@pkg/streams':
      return import('@pkg/streams');
    case '@pkg/simulator':
      return import('@pkg/simulator');
    default:
      throw new Error(`an example cannot import ${name}`);
  }
}
