import { transformSync } from 'esbuild';

/** Loads the module with this name, for a script that imports it. */
export type Modules = (name: string) => Promise<unknown>;
type Print = (...values: readonly unknown[]) => void;

const AsyncFunction = (async () => {}).constructor as new (
  ...args: string[]
) => (modules: Modules, console: { log: Print; error: Print }) => Promise<void>;

/** Compiles a TypeScript program to the body of an async function with the parameters `modules` and `console`. */
export function toScript(program: string): string {
  const { code } = transformSync(program, { loader: 'ts', format: 'esm', target: 'es2022' });
  const script = code.replace(
    /^import\s*(?:(\*\s*as\s+(\w+))|(\{[^}]*\})|(\w+))\s*from\s*"([^"]+)";?$/gm,
    (_, _all, namespace, named, single, name) => {
      const target = namespace ?? named?.replace(/\s+as\s+/g, ': ') ?? `{ default: ${single} }`;
      return `const ${target} = await modules(${JSON.stringify(name)});`;
    },
  );
  if (/^(import|export)\b/m.test(script)) throw new Error(`a script cannot have this statement:\n${script}`);
  return script;
}

/**
 * Runs a program and returns the lines that it printed. Rejects with the error of the program, or after `timeout` ms.
 */
export async function runScript(
  program: string,
  modules: Modules,
  format: (values: readonly unknown[]) => string,
  timeout = 60_000,
): Promise<string[]> {
  const lines: string[] = [];
  const print: Print = (...values) => lines.push(format(values));
  const running = new AsyncFunction('modules', 'console', toScript(program))(modules, { log: print, error: print });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the program did not end in ${timeout} ms`)), timeout);
  });
  await Promise.race([running, expired]).finally(() => clearTimeout(timer));
  return lines;
}
