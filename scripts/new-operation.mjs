import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './workspace.mjs';

// Writes the files and entries of a new operation, as a start for editing:
// npm run new:operation -- GET /api/v3/x [--ws x] [--name getX] [--area market] [--security NONE] [--weight 1]
// The script writes the record with its types, the simulator's handler, the example of the documentation, and the
// entries of the tests. The new operation has one parameter, `symbol`, and its answer contains the same symbol.

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];
const AREAS = ['general', 'market', 'trade', 'account'];
const SECURITY = ['NONE', 'TRADE', 'USER_DATA'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: 'string' },
    ws: { type: 'string' },
    area: { type: 'string' },
    security: { type: 'string' },
    weight: { type: 'string', default: '1' },
    root: { type: 'string', default: root },
  },
});

const [method = '', path = ''] = positionals;
expect(METHODS.includes(method), 'method', METHODS.join(', '), method);
expect(/^\/api\/v\d+(\/[A-Za-z0-9]+)+$/.test(path), 'path', 'a path such as /api/v3/x', path);
const words = path.split('/').slice(3).map(capitalized).join('');
const verb = { GET: 'get', POST: 'create', PUT: 'change', DELETE: 'cancel' }[method];
const isRead = method === 'GET';
const { name = verb + words, ws = path.split('/').slice(3).join('.'), weight } = values;
const { security = isRead ? 'NONE' : 'TRADE' } = values;
const { area = isRead ? (security === 'NONE' ? 'market' : 'account') : 'trade' } = values;
expect(/^[a-z][A-Za-z0-9]+$/.test(name), '--name', 'a method name such as getX', name);
expect(/^[A-Za-z0-9.]+$/.test(ws), '--ws', 'a method of the WebSocket API such as x.y', ws);
expect(AREAS.includes(area), '--area', AREAS.join(', '), area);
expect(SECURITY.includes(security), '--security', SECURITY.join(', '), security);
expect(/^[1-9]\d*$/.test(weight), '--weight', 'a whole number above 0', weight);

const Name = capitalized(name);
const file = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const record = `packages/core/src/operations/${area}/${file}.ts`;
const handler = `packages/simulator/src/protocol/handlers/${file}.ts`;
for (const path of [record, handler]) {
  if (existsSync(join(values.root, path))) fail(`${path} exists already`);
}

create(
  record,
  `import type { Method, Operation } from '../operation.js';

/** Parameters of \`${name}\`. */
export type ${Name}Params = {
  /** The symbol. */
  symbol: string;
};

/** Answer of \`${name}\`. */
export type ${Name}Answer = {
  /** The symbol. */
  symbol: string;
};

/**
 * ${isRead ? 'Returns' : 'Changes'} what \`${method} ${path}\` is documented to ${isRead ? 'return' : 'change'}.
 *
 * Weight ${weight}. ${security === 'NONE' ? 'Needs no API key.' : 'Needs an API key.'}
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api
 */
export const ${name}: Operation<Method<${Name}Params, ${Name}Answer>> = {
  rest: '${method} ${path}',
  ws: '${ws}',
  security: '${security}',
  weight: ${weight},${isRead ? "\n  needs: ['symbol']," : ''}
  effect: '${isRead ? 'read' : 'write'}',
  shape: { symbol: 'text' },
};
`,
);
insertLine(`packages/core/src/operations/${area}/index.ts`, `export * from './${file}.js';`);
insertIn('packages/core/src/index.ts', 'export', "'./operations/index.js'", [`${Name}Answer,`, `${Name}Params,`]);

create(
  handler,
  `import { listedSymbol } from '../context.js';
import { required, SYMBOL } from '../parameters/parameter-types.js';
import { defineHandler, type Handler } from './handler.js';

export const ${name}: Handler = defineHandler({ symbol: required(SYMBOL) }, ({ context, params: { symbol } }) => {
  listedSymbol(context, symbol);
  return { symbol };
});
`,
);
insertLine('packages/simulator/src/protocol/handlers/index.ts', `export * from './${file}.js';`);

const setup = security === 'NONE' ? 'open' : 'signed';
insertAfter(
  'apps/docs/generate/examples/operation-examples.ts',
  'export const operationExamples: Readonly<Record<OperationName, Example>> = {\n',
  `  ${name}: ${setup}(\`const { symbol } = await client.${name}({ symbol: 'BNBBTC' });\nconsole.log(symbol);\`),\n`,
);
insertAfter(
  `tests/documented/operations/${area}.ts`,
  `export const ${area}Operations: Readonly<Record<string, DocumentedOperation>> = {\n`,
  `  ${key(ws)}: {
    rest: '${method} ${path}',
    security: '${security}',
    isSigned: ${security !== 'NONE'},
    weight: ${weight},
    params: { symbol: 'text!' },
  },\n`,
);
insertAfter(
  `tests/documented/answers/${area}.ts`,
  `export const ${area}Answers: Readonly<Record<string, readonly Sample[]>> = {\n`,
  `  ${key(ws)}: [{ symbol: text }],\n`,
);
importText(`tests/documented/answers/${area}.ts`);
for (const kind of ['Answer', 'Params']) {
  const list = kind === 'Answer' ? 'Answers' : 'Params';
  const path = `tests/contract/${list.toLowerCase()}.ts`;
  insertIn(path, 'import', "'@pkg/core/operations'", [`${Name}${kind},`]);
  insertAfter(path, `export type ${list} = {\n`, `  ${name}: ${Name}${kind};\n`);
}

console.log(`${name} is written. Now edit:
- parameters, answer, weight, traits and official link in ${record}
- what the simulated exchange answers, in ${handler}
- its example in apps/docs/generate/examples/operation-examples.ts
- its documented parameters and answer in tests/documented/*/${area}.ts
Then run npm run unit -- tests/contract tests/documented apps/docs, and add a sentence to CHANGELOG.md.`);

function create(path, text) {
  writeFileSync(join(values.root, path), text);
}

/** Changes a file by `change`. Ends the script with an error if the file stays the same. */
function edit(path, change) {
  const full = join(values.root, path);
  const text = readFileSync(full, 'utf8');
  const changed = change(text);
  if (changed === text) fail(`${path}: found no place for ${name}`);
  writeFileSync(full, changed);
}

/** Adds a line to the export lines of a file, in alphabetical order. */
function insertLine(path, line) {
  edit(path, (text) => {
    const lines = text.trimEnd().split('\n');
    const at = lines.findIndex((each) => each.startsWith("export * from './") && each > line);
    lines.splice(at < 0 ? lines.length : at, 0, line);
    return `${lines.join('\n')}\n`;
  });
}

/**
 * Adds names in alphabetical order to the list between `import type {` or `export type {` and `} from` a module. `verb`
 * is `import` or `export`.
 */
function insertIn(path, verb, module, names) {
  edit(path, (text) => {
    const lines = text.split('\n');
    for (const each of names.map((name) => `  ${name}`)) {
      const last = lines.indexOf(`} from ${module};`);
      const first = lines.lastIndexOf(`${verb} type {`, last) + 1;
      const at = lines.slice(first, last).findIndex((line) => line > each);
      lines.splice(at < 0 ? last : first + at, 0, each);
    }
    return lines.join('\n');
  });
}

function insertAfter(path, start, addition) {
  edit(path, (text) => text.replace(start, () => start + addition));
}

/** Adds the sample named `text` to the import of `kinds.js` in a file, if the import exists and lacks it. */
function importText(path) {
  const full = join(values.root, path);
  const text = readFileSync(full, 'utf8');
  const imported = /import \{([^}]*)\} from '..\/kinds.js';/.exec(text);
  if (imported && !/\btext\b/.test(imported[1])) {
    writeFileSync(full, text.replace(imported[0], `import {${imported[1].trimEnd()}, text } from '../kinds.js';`));
  }
}

function key(text) {
  return /^\w+$/.test(text) ? text : `'${text}'`;
}

function capitalized(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function expect(isLegal, argument, legal, value) {
  if (!isLegal) fail(`${argument}: expected ${legal}, got '${value}'`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
