import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './workspace.mjs';

// Writes the files and entries of a new operation, as a start for editing: npm run new:operation -- --help.
// The script writes the record with its types, the simulator's handler, the example of the documentation, and the
// entries of the tests. The new operation has one parameter, `symbol`, and its answer contains the same symbol.

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];
const AREAS = ['general', 'market', 'trade', 'account'];
const SECURITY = ['NONE', 'TRADE', 'USER_DATA'];
const operations = 'packages/core/src/operations';

const usage = `npm run new:operation -- METHOD PATH [options]

Writes a start of every file of a new operation, such as GET /api/v3/x, and prints the files to edit.

  --name getX       the client method; by default it follows from METHOD and PATH
  --ws x.y          the method of the WebSocket API, as the official documents name it; by default it follows from
                    PATH. An operation without such a method is not supported
  --area AREA       the folder of the record: ${AREAS.join(', ')}; by default market for a GET without
                    a key, account for another GET, and trade for the other methods
  --security KIND   ${SECURITY.join(', ')}; by default NONE for GET, and TRADE for the other methods
  --weight N        the weight of a call; by default 1
  --help            print this help`;

const { values, positionals } = readArguments();
if (values.help) {
  console.log(usage);
  process.exit(0);
}
if (positionals.length === 0) fail(usage);

const [method = '', path = ''] = positionals;
expect(METHODS.includes(method), 'method', METHODS.join(', '), method);
expect(/^\/api\/v\d+(\/[A-Za-z0-9]+)+$/.test(path), 'path', 'a path such as /api/v3/x', path);
expect(positionals.length === 2, 'arguments', 'a method and a path', positionals.join(' '));
const words = path.split('/').slice(3).map(capitalized).join('');
const verb = { GET: 'get', POST: 'create', PUT: 'change', DELETE: 'cancel' }[method];
const isRead = method === 'GET';
const { name = verb + words, ws = path.split('/').slice(3).join('.'), weight } = values;
const { security = isRead ? 'NONE' : 'TRADE' } = values;
const { area = isRead ? (security === 'NONE' ? 'market' : 'account') : 'trade' } = values;
expect(/^[a-z][A-Za-z0-9]+$/.test(name), '--name', 'a method name such as getX', name);
if (/^(none)?$/i.test(ws)) {
  fail(`--ws: expected a method of the WebSocket API such as x.y, got '${ws}'. The WebSocket client, the simulated
exchange and tests/documented know an operation by this method, so an operation of the packages needs one. You can
declare a route without such a method in your own project: apps/docs/pages/guide/contributing.md shows how.`);
}
expect(/^[A-Za-z0-9.]+$/.test(ws), '--ws', 'a method of the WebSocket API such as x.y', ws);
expect(AREAS.includes(area), '--area', AREAS.join(', '), area);
expect(SECURITY.includes(security), '--security', SECURITY.join(', '), security);
expect(/^[1-9]\d*$/.test(weight), '--weight', 'a whole number above 0', weight);

const route = `${method} ${path}`;
for (const existing of declaredOperations()) {
  const place = `${existing.name} in ${existing.file}`;
  if (existing.rest === route) fail(`${route} is the route of ${place}`);
  if (existing.name === name) fail(`--name: there is already ${place}`);
  if (existing.ws === ws) fail(`--ws: ${ws} is the WebSocket API method of ${place}`);
}

const Name = capitalized(name);
const file = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const record = `${operations}/${area}/${file}.ts`;
const handler = `packages/simulator/src/protocol/handlers/${file}.ts`;
const handlerTest = handler.replace('.ts', '.test.ts');
for (const path of [record, handler, handlerTest]) {
  if (existsSync(join(values.root, path))) fail(`${path} exists already`);
}
const biome = formatter();
const written = new Set();

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
 * ${isRead ? 'Returns' : 'Changes'} what \`${route}\` is documented to ${isRead ? 'return' : 'change'}.
 *
 * Weight ${weight}. ${security === 'NONE' ? 'Needs no API key.' : 'Needs an API key.'}
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api
 */
export const ${name}: Operation<Method<${Name}Params, ${Name}Answer>> = {
  rest: '${route}',
  ws: '${ws}',
  security: '${security}',
  weight: ${weight},${isRead ? "\n  needs: ['symbol']," : ''}
  effect: '${isRead ? 'read' : 'write'}',
  shape: { symbol: 'text' },
};
`,
);
insertLine(`${operations}/${area}/index.ts`, `export * from './${file}.js';`);
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

const isSigned = security !== 'NONE';
create(
  handlerTest,
  `import { expect, it } from 'vitest';
import { ${isSigned ? 'hmacKey, ' : ''}rest } from '../../../test/raw-client.js';
import { createExchange } from '../../index.js';

it('answers ${name} as documented', async () => {
  const exchange = createExchange({ symbols: ['BNBBTC'] });
${isSigned ? "  const key = hmacKey(exchange.createAccount({ balances: { BTC: '1' } }));\n" : ''}
  const { status, body } = await rest(exchange, '${route}', { symbol: 'BNBBTC' }${isSigned ? ', { key }' : ''});

  expect(status).toBe(200);
  // Replace the text by the answer that the official documents give for the exchange above.
  expect(body).toEqual('the expected answer of ${name}');
});
`,
);

const setup = isSigned ? 'signed' : 'open';
insertAfter(
  'apps/docs/generate/examples/operation-examples.ts',
  'export const operationExamples: Readonly<Record<OperationName, Example>> = {\n',
  `  ${name}: ${setup}(\`const { symbol } = await client.${name}({ symbol: 'BNBBTC' });\nconsole.log(symbol);\`),\n`,
);
insertAfter(
  `tests/documented/operations/${area}.ts`,
  `export const ${area}Operations: Readonly<Record<string, DocumentedOperation>> = {\n`,
  `  ${key(ws)}: {
    rest: '${route}',
    security: '${security}',
    isSigned: ${isSigned},
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
insertAfter(
  'packages/simulator/test/legal-requests.ts',
  'export const legal: Readonly<Record<string, readonly Params[]>> = {\n',
  `  ${key(ws)}: [{ symbol: B }],\n`,
);
insertAfter(
  'tests/simulator/every-answer.test.ts',
  "  await api.call('getPreventedMatches', { symbol: B, orderId: prevented.orderId }, key);\n",
  `  await api.call('${name}', { symbol: B }${isSigned ? ', key' : ''});\n`,
);
for (const kind of ['Answer', 'Params']) {
  const list = kind === 'Answer' ? 'Answers' : 'Params';
  const path = `tests/contract/${list.toLowerCase()}.ts`;
  insertIn(path, 'import', "'@pkg/core/operations'", [`${Name}${kind},`]);
  insertAfter(path, `export type ${list} = {\n`, `  ${name}: ${Name}${kind};\n`);
}

format();

const guess = values.ws
  ? ''
  : `
- '${ws}', which follows from the route, if the official documents name another WebSocket API method: in the record and
  in tests/documented/*/${area}.ts and packages/simulator/test/legal-requests.ts`;
console.log(`${name} is written. Now edit:
- parameters, answer, weight, traits and official link in ${record}${guess}
- what the simulated exchange answers, in ${handler}
- the expected answer in ${handlerTest}, which fails until then
- its example in apps/docs/generate/examples/operation-examples.ts
- its documented parameters and answer in tests/documented/*/${area}.ts
- legal requests with all its parameters in packages/simulator/test/legal-requests.ts
- its call in tests/simulator/every-answer.test.ts, with parameters for each documented form of the answer
Then add a sentence to CHANGELOG.md, and run
npm run lint && npm run unit -- tests/contract tests/documented tests/simulator/every-answer packages/simulator/src/protocol apps/docs`);

/** Reads the command line. Ends the script with the usage if an option is unknown or lacks its value. */
function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        ws: { type: 'string' },
        area: { type: 'string' },
        security: { type: 'string' },
        weight: { type: 'string', default: '1' },
        root: { type: 'string', default: root },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return fail(`${error.message.split('. ')[0]}\n\n${usage}`);
  }
}

/** Returns the name, file, route and WebSocket API method of each operation of core. */
function declaredOperations() {
  const folder = join(values.root, operations);
  const files = readdirSync(folder, { recursive: true }).filter((each) => /\.ts$/.test(each) && !/test/.test(each));
  return files.flatMap((each) => {
    const [, ...declarations] = readFileSync(join(folder, each), 'utf8').split(/^export const /m);
    return declarations.map((text) => ({
      name: /^\w+/.exec(text)?.[0],
      file: `${operations}/${each.replaceAll('\\', '/')}`,
      rest: /^ {2}rest: '(.+)',$/m.exec(text)?.[1],
      ws: /^ {2}ws: '(.+)',$/m.exec(text)?.[1],
    }));
  });
}

/** Returns the path of Biome. Ends the script if the dependencies are not installed. */
function formatter() {
  try {
    return createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
  } catch {
    return fail('The dependencies are not installed. CONTRIBUTING.md names the command that installs them.');
  }
}

/** Formats the written files and sorts their imports, so that the linter accepts them. */
function format() {
  const options = { cwd: values.root, encoding: 'utf8' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [biome, 'check', '--write', ...written], options);
  if (status !== 0) fail(stdout + stderr);
}

function create(path, text) {
  written.add(path);
  writeFileSync(join(values.root, path), text);
}

/** Changes a file by `change`. Ends the script with an error if the file stays the same. */
function edit(path, change) {
  const full = join(values.root, path);
  const text = readFileSync(full, 'utf8');
  const changed = change(text);
  if (changed === text) fail(`${path}: found no place for ${name}`);
  written.add(path);
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

/**
 * Adds `text` to the names that a file imports from `kinds.js`. Does nothing if the file has no such import, or already
 * imports `text`.
 */
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
