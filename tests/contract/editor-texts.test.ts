import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import compiler from 'typescript57';
import { describe, expect, it } from 'vitest';

const file = fileURLToPath(new URL('editor-texts.ts', import.meta.url));
const config = fileURLToPath(new URL('../tsconfig.json', import.meta.url));

const prologue = `
import { createSpotClient, roundPrice, klineObject, withEvents } from '@pkg/core';
import { BinanceSocketManager, trade } from '@pkg/streams';
const client = withEvents(createSpotClient());
const manager = new BinanceSocketManager(client);
const order = { symbol: 'BNBBTC', side: 'BUY', quantity: '1' } as const;
const stop = { belowType: 'STOP_LOSS', belowStopPrice: '1' } as const;
const working = { symbol: 'BNBBTC', workingSide: 'BUY', workingQuantity: '1' } as const;
const limit = { ...working, workingType: 'LIMIT', workingTimeInForce: 'GTC' } as const;
const pending = { pendingSide: 'SELL', pendingQuantity: '1' } as const;
const pair = { pendingAboveType: 'LIMIT_MAKER', pendingBelowType: 'STOP_LOSS', pendingBelowStopPrice: '1' } as const;
`;

/** Returns what an editor shows for some statements: the errors, and the hover texts of the names. */
function inspect(statements: readonly string[]) {
  const source = prologue + statements.join('\n');
  const options = compiler.getParsedCommandLineOfConfigFile(config, undefined, {
    ...compiler.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(compiler.flattenDiagnosticMessageText(messageText, '\n'));
    },
  })?.options as compiler.CompilerOptions;
  const read = (path: string): string | undefined => (path === file ? source : compiler.sys.readFile(path));
  const service = compiler.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const text = read(path);
      return text === undefined ? undefined : compiler.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => fileURLToPath(new URL('..', import.meta.url)),
    getDefaultLibFileName: compiler.getDefaultLibFilePath,
    fileExists: (path) => path === file || compiler.sys.fileExists(path),
    readFile: read,
    directoryExists: compiler.sys.directoryExists,
    realpath: compiler.sys.realpath ?? ((path) => path),
  });
  const errors = service.getSemanticDiagnostics(file).map(({ start = 0, messageText }) => {
    const line = source.slice(0, start).split('\n').length - prologue.split('\n').length;
    return { line, text: compiler.flattenDiagnosticMessageText(messageText, '\n') };
  });
  const hover = (name: string): string => {
    const info = service.getQuickInfoAtPosition(file, source.lastIndexOf(name) + name.length - 1);
    return compiler.displayPartsToString(info?.documentation);
  };
  return { errorsOf: (index: number) => errors.filter(({ line }) => line === index).map(({ text }) => text), hover };
}

const wrong: readonly [statement: string, name: string][] = [
  ["void client.createOrder({ ...order, type: 'LIMIT', timeInForce: 'GTC' });", "Property 'price' is missing"],
  ["void client.createOrder({ ...order, type: 'LIMIT_MAKER' });", "Property 'price' is missing"],
  ["void client.createTestOrder({ ...order, type: 'LIMIT', timeInForce: 'GTC' });", "Property 'price' is missing"],
  ["void client.createOrder({ ...order, type: 'LIMIT', price: '1' });", "Property 'timeInForce' is missing"],
  ["void client.createOrder({ ...order, type: 'LIMIT', timeinForce: 'GTC', price: '1' });", 'timeInForce'],
  ["void client.createOrder({ ...order, type: 'STOP_LOSS' });", "Property 'stopPrice' is missing"],
  ["void client.createOcoOrder({ ...order, ...stop, aboveType: 'LIMIT_MAKER' });", "Property 'abovePrice' is missing"],
  [
    "void client.createOtoOrder({ ...limit, ...pending, workingPrice: '1', pendingType: 'LIMIT_MAKER' });",
    "Property 'pendingPrice' is missing",
  ],
  [
    "void client.createOtocoOrder({ ...limit, ...pending, ...pair, pendingAbovePrice: '2' });",
    "Property 'workingPrice' is missing",
  ],
  [
    "void client.createOpoOrder({ ...limit, pendingSide: 'SELL', pendingType: 'MARKET' });",
    "Property 'workingPrice' is missing",
  ],
  [
    "void client.createOpocoOrder({ ...limit, ...pair, workingPrice: '1', pendingSide: 'SELL' });",
    "Property 'pendingAbovePrice' is missing",
  ],
  ["void client.getKlines({ symbol: 'BNBBTC', interval: '2m' });", '"2m"'],
  ["void client.getOrderBook({ symbol: 'BNBBTC', limitt: 5 });", "Did you mean to write 'limit'?"],
  ["void client.getOrder({ symbol: 'BNBBTC' });", 'origClientOrderId'],
  ["client.on('requests', () => undefined);", '"requests"'],
  ["void manager.subscribe(trade('BNBBTC'), (event) => event.price);", "Property 'price' does not exist"],
];

const hovered: readonly [statement: string, name: string, text: string][] = [
  ['void client.createOrder;', 'createOrder', 'Places an order.'],
  ['void client.getKlines;', 'getKlines', 'Returns candles, oldest first.'],
  ['void client.on;', 'client.on', 'Calls `listener` with each event of a name'],
  ['void roundPrice;', 'roundPrice', 'Rounds a price to a multiple'],
  ['void klineObject;', 'klineObject', 'Converts a candle to an object with named fields.'],
];

/** Returns what the command `tsc` of the installed TypeScript prints for each statement. */
function compile(statements: readonly string[]): string[] {
  const folder = fileURLToPath(new URL('../node_modules/.cache/editor-texts', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/statements.ts`, prologue + statements.join('\n'));
  const files = { extends: config, include: [], files: ['statements.ts'] };
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(files));
  const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' });
  const texts = statements.map(() => '');
  let index = -1;
  for (const text of stdout.split('\n')) {
    const [, line] = /statements\.ts\((\d+),/.exec(text) ?? [];
    if (line) index = Number(line) - prologue.split('\n').length;
    if (index >= 0) texts[index] += `${text}\n`;
  }
  return texts;
}

// TypeScript 5.7 is the oldest supported version. Each version takes seconds to start, so only the oldest and the
// installed version are tested.
describe('what an editor shows by TypeScript 5.7', () => {
  it('names what is wrong, and describes what is hovered', () => {
    const statements = [...wrong.map(([statement]) => statement), ...hovered.map(([statement]) => statement)];
    const { errorsOf, hover } = inspect(statements);
    for (const [index, [statement, expected]] of wrong.entries()) {
      expect(errorsOf(index), statement).toEqual([expect.stringContaining(expected)]);
    }
    for (const [index, [statement, hoveredName, text]] of hovered.entries()) {
      expect(errorsOf(wrong.length + index), statement).toEqual([]);
      expect(hover(hoveredName), statement).toContain(text);
    }
  }, 180_000);
});

describe('what the installed TypeScript prints', () => {
  it('names what is wrong, and nothing else', () => {
    const texts = compile(wrong.map(([statement]) => statement));
    for (const [index, [statement, expected]] of wrong.entries()) {
      expect(texts[index], statement).toContain(expected);
      expect(texts[index]?.match(/error TS/g), statement).toHaveLength(1);
    }
  }, 180_000);
});
