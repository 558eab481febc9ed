import { loadExampleModule } from '../../../generate/example-modules.js';
import { inspect } from './inspect.js';

const AsyncFunction = (async () => {}).constructor as new (
  ...args: string[]
) => (modules: (name: string) => Promise<unknown>, console: object) => Promise<void>;

/** Runs the script of an example in this page. The packages are loaded when the first script runs. */
export async function runInPage(script: string, print: (line: string) => void): Promise<void> {
  const log = (...values: unknown[]): void =>
    print(values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '));
  await new AsyncFunction('modules', 'console', script)(loadExampleModule, { log, error: log });
}
