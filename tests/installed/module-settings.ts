import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The settings of a TypeScript project that determine how the compiler finds modules, and how it writes them. */
export type ModuleSettings = {
  readonly output: 'module' | 'commonjs';
  readonly module: string;
  readonly moduleResolution?: string;
  /** The first version of TypeScript that compiles the packages with these settings. `until` is the last one. */
  readonly since?: string;
  readonly until?: string;
};

/** The module settings that the README names, and one that cannot work. */
export const moduleSettings: readonly ModuleSettings[] = [
  { output: 'module', module: 'nodenext' },
  { output: 'module', module: 'node16' },
  { output: 'module', module: 'esnext', moduleResolution: 'bundler' },
  { output: 'module', module: 'preserve' },
  { output: 'commonjs', module: 'nodenext', since: '5.8' },
  { output: 'commonjs', module: 'node20', since: '5.9' },
  { output: 'commonjs', module: 'commonjs', moduleResolution: 'node10', until: '5.9' },
  // No version of TypeScript compiles with this setting: it forbids `require` of ES modules, which Node 20.19 permits.
  { output: 'commonjs', module: 'node16', since: '100' },
];

/** What `first-order.ts` prints: the number of broken order rules, then the order's status and price. */
export const PRINTED = '0\nFILLED 60100.00000000\n';

/** Whether a version of TypeScript, such as `5.8`, compiles the packages with these settings. */
export function isSupported({ since = '0', until = '99' }: ModuleSettings, version: string): boolean {
  const number = (text: string): number => {
    const [major = 0, minor = 0] = text.split('.').map(Number);
    return major * 1000 + minor;
  };
  return number(version) >= number(since) && number(version) <= number(until);
}

/** Returns a text such as `ES modules with module esnext and moduleResolution bundler`. */
export function describeSettings({ output, module, moduleResolution }: ModuleSettings): string {
  const kind = output === 'module' ? 'ES modules' : 'CommonJS';
  return `${kind} with module ${module}${moduleResolution ? ` and moduleResolution ${moduleResolution}` : ''}`;
}

/**
 * Compiles `first-order.ts` with a compiler in a folder of `project`, and runs the result in Node. Returns what the
 * program prints, or the codes of the compiler's errors.
 */
export async function compileAndRun(
  project: string,
  compiler: string,
  { output, module, moduleResolution }: ModuleSettings,
): Promise<string> {
  const folder = join(project, [output, module, moduleResolution ?? ''].join('-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: output }));
  writeFileSync(join(folder, 'first-order.ts'), readFileSync(new URL('first-order.ts', import.meta.url)));
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2022', 'dom'],
    types: [],
    strict: true,
    rootDir: '.',
    outDir: 'dist',
    module,
    ...(moduleResolution && { moduleResolution }),
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['first-order.ts'] }));
  try {
    await run(process.execPath, [compiler, '-p', '.'], { cwd: folder });
  } catch (error) {
    const { stdout } = error as { stdout: string };
    return [...new Set(stdout.match(/TS\d+/g))].join(' ') || stdout;
  }
  const { stdout } = await run(process.execPath, [join(folder, 'dist/first-order.js')], {
    cwd: folder,
    timeout: 30_000,
  });
  return stdout;
}
