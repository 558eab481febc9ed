import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type BuildOptions, build } from 'esbuild';

/** Returns the path of a runtime's executable in its npm package for this platform; undefined without this package. */
export function binary(name: string, platformPackage: string, path: string): string | undefined {
  const fromTests = createRequire(import.meta.url);
  try {
    return createRequire(fromTests.resolve(`${name}/package.json`)).resolve(`${platformPackage}/${path}`);
  } catch {
    return undefined;
  }
}

export function workerdBinary(): string | undefined {
  const arch = process.arch === 'x64' ? '64' : process.arch;
  return binary('workerd', `@cloudflare/workerd-${process.platform}-${arch}`, 'bin/workerd');
}

export type Worker = { readonly url: string; stop(): void };

/** Bundles a script as the tools for Cloudflare Workers do, without Node compatibility, and runs it in workerd. */
export async function startWorker(
  workerd: string,
  folder: string,
  contents: string,
  compatibilityDate: string,
  options: BuildOptions = {},
): Promise<Worker> {
  const name = `worker-${compatibilityDate}`;
  await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    outfile: join(folder, `${name}.js`),
    logLevel: 'silent',
    ...options,
  });
  const config = `using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [
        (name = "main", worker = (
          modules = [(name = "worker", esModule = embed "${name}.js")],
          compatibilityDate = "${compatibilityDate}",
        )),
        (name = "internet", network = (allow = ["public", "private"])),
      ],
      sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
    );`;
  writeFileSync(join(folder, `${name}.capnp`), config);
  const child = spawn(workerd, ['serve', `${name}.capnp`, '--control-fd=3'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const port = await listeningPort(child.stdio[3] as Readable);
  return { url: `http://127.0.0.1:${port}/`, stop: () => void child.kill() };
}

async function listeningPort(control: Readable): Promise<number> {
  for await (const line of createInterface({ input: control })) {
    const event = JSON.parse(line) as { event: string; port?: number };
    if (event.event === 'listen' && event.port) return event.port;
  }
  throw new Error('workerd did not start');
}
