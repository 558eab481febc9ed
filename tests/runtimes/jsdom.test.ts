import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { readmeBlocks } from '../support/readme.js';

/** Returns the globals that jsdom adds to those of JavaScript. jsdom's `crypto` lacks `subtle`, so it cannot sign. */
function jsdomGlobals(): Record<string, unknown> {
  const { getRandomValues } = crypto;
  return {
    ...{ setTimeout, clearTimeout, queueMicrotask, URL, URLSearchParams, AbortController, AbortSignal, performance },
    ...{ atob, btoa, console, document: {}, crypto: { getRandomValues } },
  };
}

/**
 * Runs the class that the documentation of this project shows for Jest's test environment, with a fake base class.
 * Returns the globals that the class sets.
 */
function environmentGlobals(): Record<string, unknown> {
  const [code = ''] = readmeBlocks('js jsdom', new URL('../../apps/docs/pages/guide/questions.md', import.meta.url));
  class TestEnvironment {
    readonly global = jsdomGlobals();
  }
  const module = { exports: TestEnvironment };
  const given = { TextEncoder, TextDecoder, ReadableStream, Headers, Request, Response, fetch, crypto };
  runInNewContext(code, { ...given, module, require: () => ({ TestEnvironment }) });
  return new module.exports().global;
}

async function run(globals: Record<string, unknown>): Promise<unknown> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { createSpotClient } from '@pkg/core';
        globalThis.signed = createSpotClient({
          apiKey: 'key', apiSecret: 'secret', secretInPage: true,
          fetch: async (url) => Response.json({ serverTime: Date.now(), balances: [], permissions: [], url: String(url) }),
        }).getAccount();`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    ...{
      bundle: true,
      format: 'iife',
      platform: 'browser',
      target: 'es2022',
      conditions: ['@pkg/source'],
      write: false,
    },
  });
  const context = { ...globals };
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(globals))) {
    Object.defineProperty(context, name, property);
  }
  runInNewContext(outputFiles[0]?.text ?? '', context);
  return (context as { signed?: unknown }).signed;
}

it('without more than jsdom has, importing fails as the README names it', async () => {
  await expect(run(jsdomGlobals())).rejects.toThrow('TextEncoder is not defined');
});

it("with the globals of the README's test environment, the client reads and signs", async () => {
  expect(await run(environmentGlobals())).toMatchObject({ url: expect.stringContaining('&signature=') });
});
