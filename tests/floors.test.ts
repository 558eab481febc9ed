import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What each package may import from outside itself. */
const outside: Readonly<Record<string, readonly string[]>> = {
  core: ['ky', 'big.js'],
  streams: ['@pkg/core', 'isomorphic-ws', 'ws'],
  simulator: ['@pkg/core', '@noble/curves', '@noble/hashes'],
};

/** What single files may import besides. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  'packages/simulator/src/msw.ts': ['msw'],
};

/** The floors of core and of the simulator's engine, lowest first: a file imports from its own floor or from those below. */
const floors: Readonly<Record<string, readonly RegExp[]>> = {
  core: [
    /^(?:cancel|clock|demand|limiting|random|environment|enums|(?:root-|late-|order-)?errors|error-codes|code-names|operation|context|platform|filters\/problem)$/,
    /^(?:decimal|decimal-text|unknown-params|get-time|operations\/.*|signing\/(?:signer|credentials))$/,
    /^(?:wire|signing)\/(?!index)|^(?:client-order-id|limiter|server-time|outcome|retry)$/,
    /^(?:filters|transports)\/|^paging$/,
    /^parts\/|^pipeline$/,
    /^client(?:-options)?$/,
    /^spot-client$/,
    /^(?:wire\/|signing\/)?index$|node$/,
  ],
  simulator: [
    /^refusals\//,
    /^engine\/types\//,
    /^assumptions\//,
    /^engine\/settings\//,
    /^engine\/model\//,
    /^engine\/matching\//,
    /^engine\/orders\//,
    /^engine\/lists\//,
    /^engine\/(?:persistence|queries)\//,
    /^engine\/(?:follow-ups|engine|index)$/,
    /./,
  ],
};

const files = Object.keys(outside).flatMap((name) => sources(join(root, 'packages', name, 'src')));

describe('floors', () => {
  it('imports from outside a package only what it may', () => {
    const strays = files.flatMap((file) => {
      const name = packageOf(file);
      const path = relative(root, file);
      const allowed = [...(outside[name] ?? []), ...(exceptions[path] ?? [])];
      return imports(file)
        .filter((specifier) => !/^[.#]/.test(specifier))
        .filter((specifier) => !(isNode(file) && (specifier.startsWith('node:') || specifier === 'ws')))
        .filter((specifier) => !allowed.some((entry) => specifier === entry || specifier.startsWith(`${entry}/`)))
        .map((specifier) => `${path} imports ${specifier}`);
    });
    expect(strays).toEqual([]);
  });

  it('the simulator takes from core nothing but types and the operation records', () => {
    const strays = files
      .filter((file) => file.includes('/simulator/'))
      .flatMap((file) =>
        statements(file)
          .filter(({ specifier, typeOnly }) => specifier.startsWith('@pkg/core') && !typeOnly)
          .filter(({ specifier }) => specifier !== '@pkg/core/operations')
          .map(({ specifier }) => `${relative(root, file)} imports ${specifier}`),
      );
    expect(strays).toEqual([]);
  });

  it('packages use only the public doors of each other', () => {
    const strays = files.flatMap((file) =>
      imports(file)
        .filter((specifier) => specifier.startsWith('@pkg/') || specifier.includes('../packages/'))
        .filter((specifier) => !isDoor(specifier))
        .map((specifier) => `${relative(root, file)} imports ${specifier}`),
    );
    expect(strays).toEqual([]);
  });

  it('a file of core, or of the engine, imports from its own floor or from those below', () => {
    const wrong = files
      .filter((file) => packageOf(file) in floors)
      .flatMap((file) =>
        inner(file)
          // The engine's types keep to its floors as well; only in `model/` do the classes know each other.
          .filter(({ typeOnly }) => !typeOnly || packageOf(file) === 'simulator')
          .filter(({ target }) => floorOf(packageOf(file), target) > floorOf(packageOf(file), file))
          .map(({ target }) => `${relative(root, file)} imports ${relative(root, target)}`),
      );
    expect(wrong).toEqual([]);
  });

  it('imports never go in a circle', () => {
    const below = new Map(
      files.map((file) => [
        file,
        inner(file)
          .filter(({ typeOnly }) => !typeOnly)
          .map(({ target }) => target),
      ]),
    );
    expect(files.filter((file) => reached(below, file).has(file)).map((file) => relative(root, file))).toEqual([]);
  });

  it('no file is without a floor', () => {
    expect(
      files
        .filter((file) => packageOf(file) in floors && floorOf(packageOf(file), file) < 0)
        .map((file) => relative(root, file)),
    ).toEqual([]);
  });

  it('importing a module touches no global: every top-level statement declares', () => {
    const acting = files
      .filter((file) => !isNode(file))
      .filter((file) =>
        /^(?:await |void |setTimeout|setInterval|addEventListener|globalThis\.|console\.|new |[a-z]\w*\()/m.test(
          withoutComments(readFileSync(file, 'utf8')),
        ),
      );
    expect(acting.map((file) => relative(root, file))).toEqual([]);
  });
});

function floorOf(name: string, file: string): number {
  const path = relative(join(root, 'packages', name, 'src'), file).replace(/\.ts$/, '');
  return (floors[name] ?? []).findIndex((pattern) => pattern.test(path));
}

function packageOf(file: string): string {
  return relative(join(root, 'packages'), file).split('/')[0] ?? '';
}

/** What a file imports from its own package. */
function inner(file: string): { target: string; typeOnly: boolean }[] {
  return statements(file)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier, typeOnly }) => ({ target: join(dirname(file), specifier.replace(/\.js$/, '.ts')), typeOnly }));
}

/** Every file that a file's imports lead to. */
function reached(below: ReadonlyMap<string, readonly string[]>, from: string): ReadonlySet<string> {
  const found = new Set<string>();
  const ahead = [...(below.get(from) ?? [])];
  for (let file = ahead.pop(); file !== undefined; file = ahead.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    ahead.push(...(below.get(file) ?? []));
  }
  return found;
}

function isDoor(specifier: string): boolean {
  const [, scope = '', ...rest] = specifier.split('/');
  const manifest: { exports: Record<string, unknown> } = JSON.parse(
    readFileSync(join(root, 'packages', scope, 'package.json'), 'utf8'),
  );
  return (rest.length ? `./${rest.join('/')}` : '.') in manifest.exports;
}

function isNode(file: string): boolean {
  return /(?:^|[./])node\.ts$/.test(file);
}

function imports(file: string): string[] {
  return statements(file).map(({ specifier }) => specifier);
}

function statements(file: string): { specifier: string; typeOnly: boolean }[] {
  const text = withoutComments(readFileSync(file, 'utf8'));
  const found = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm);
  return [...found].map((match) => ({
    specifier: match[2] ?? match[3] ?? '',
    typeOnly: match[1] !== undefined || /^import\s+\{(?:\s*type\s[^,}]+,?)+\s*\}/.test(match[0]),
  }));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /(?<!\.test|\.test-d|\.bench)\.ts$/.test(entry.name) ? [path] : [];
  });
}
