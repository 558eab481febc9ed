import type ts from 'typescript5';
import { type Describer, type FieldRow, fieldRows, isMapped } from './describe-type.js';
import { code } from './doc-comment.js';
import { defaultText, frontMatter, linkedType, table } from './markdown.js';
import type { Program } from './program.js';

/**
 * A section of the page: its heading, the type whose options it lists, and a sentence that shows where users pass the
 * options.
 */
type OptionsSection = { readonly title: string; readonly type: string; readonly text: string };

export const optionsSections: readonly OptionsSection[] = [
  {
    title: 'createSpotClient',
    type: 'SpotClientOptions',
    text: '`createSpotClient({ … })`. `createClient` takes these options too, and `operations`.',
  },
  {
    title: 'A call',
    type: 'CallOptions',
    text: 'The second argument of every method: `client.getAccount({}, { timeout: 5000 })`.',
  },
  { title: 'rest', type: 'RestOptions', text: '`createSpotClient({ transport: rest({ … }) })`.' },
  { title: 'httpsRest', type: 'HttpsOptions', text: '`httpsRest({ … })` of `@pkg/core/node`, for Node.' },
  { title: 'wsApi', type: 'WsApiOptions', text: '`createSpotClient({ transport: wsApi({ … }) })`.' },
  {
    title: 'BinanceSocketManager',
    type: 'StreamsOptions',
    text: '`new BinanceSocketManager({ … })`. `new BinanceSocketManager(client)` takes `environment`, `timeUnit`, `clock`, `random` and `logger` from the client, and the defaults of the others.',
  },
  {
    title: 'manager.subscribe',
    type: 'SubscribeOptions',
    text: 'The last argument of `manager.subscribe`, of the `start…Socket` methods and of `account.subscribe`.',
  },
  {
    title: 'manager.stream',
    type: 'StreamOptions',
    text: 'The second argument of `manager.stream`, and the argument of `account.stream`.',
  },
  { title: 'manager.userData', type: 'UserDataOptions', text: '`await manager.userData({ … })`.' },
  {
    title: 'DepthCacheManager',
    type: 'DepthCacheOptions',
    text: '`new DepthCacheManager(client, symbols, callback, { … })`.',
  },
  {
    title: 'depth and partialDepth',
    type: 'DepthOptions',
    text: 'The last argument of the topics: `depth(symbol, { … })`, `partialDepth(symbol, levels, { … })`.',
  },
  {
    title: 'OrderBook',
    type: 'OrderBookOptions',
    text: '`new OrderBook(symbol, { … })` of `@pkg/streams/book`.',
  },
  { title: 'fitOrder', type: 'FitOptions', text: '`fitOrder(params, rules, { … })`.' },
  {
    title: 'createOrderGuard',
    type: 'OrderGuardOptions',
    text: '`createOrderGuard({ … })` of `@pkg/core/filters`. A client has a guard of its own.',
  },
  { title: 'compileRules', type: 'RuleOptions', text: '`compileRules(symbolInfo, { … })` of `@pkg/core/filters`.' },
  {
    title: 'redisLimits',
    type: 'RedisLimitsOptions',
    text: '`redisLimits(redis, { … })` of `@pkg/redis`. The result is the option `limits.store` of a client.',
  },
  { title: 'createExchange', type: 'ExchangeOptions', text: '`createExchange({ … })`.' },
  {
    title: 'klines and trades',
    type: 'HistoryOptions',
    text: '`klines(data, { … })` and `trades(data, { … })`, and `klinesFile(path, { … })` and `tradesFile(path, { … })` of `@pkg/simulator/node`. The result is the option `source` of `createExchange` and `backtest`.',
  },
  {
    title: 'recording',
    type: 'RecordingOptions',
    text: '`recording(recorded, { … })`. The result is the option `source` of `createExchange` and `backtest`.',
  },
  {
    title: 'timedSource',
    type: 'TimedSourceOptions',
    text: '`timedSource({ … })`. The result is the option `source` of `createExchange` and `backtest`.',
  },
  {
    title: 'mirror',
    type: 'MirrorOptions',
    text: '`await mirror(environment, { … })` of `@pkg/simulator/mirror`. The result is the option `source` of `createExchange`.',
  },
  {
    title: 'backtest',
    type: 'BacktestOptions',
    text: '`await backtest({ … })`. It also takes the options of [`createExchange`](#createexchange), except `clock` and `accounts`. The option `source` is mandatory.',
  },
  { title: 'plotReport', type: 'PlotOptions', text: '`plotReport(report, { … })`.' },
  { title: 'exchange.createAccount', type: 'AccountOptions', text: '`exchange.createAccount({ … })`.' },
  {
    title: 'SyntheticMarket',
    type: 'SyntheticMarketOptions',
    text: '`new SyntheticMarket(exchange, { … })`.',
  },
  {
    title: 'market.addHistory',
    type: 'MarketHistoryOptions',
    text: '`market.addHistory(ms, { … })` of a `SyntheticMarket`.',
  },
  { title: 'serve', type: 'ServeOptions', text: '`await serve(exchange, { … })` of `@pkg/simulator/node`.' },
  {
    title: 'createCertificates',
    type: 'CertificatesOptions',
    text: '`createCertificates({ … })` of `@pkg/simulator/node`.',
  },
  { title: 'handlers', type: 'HandlersOptions', text: '`handlers(exchange, { … })` of `@pkg/simulator/msw`.' },
  {
    title: 'servePort',
    type: 'ServePortOptions',
    text: '`servePort(exchange, port, { … })` of `@pkg/simulator/worker`.',
  },
  { title: 'exchange.replay', type: 'ReplayOptions', text: '`exchange.replay(recording, { … })`.' },
  {
    title: 'SyntheticDepth',
    type: 'SyntheticDepthOptions',
    text: '`new SyntheticDepth(clock, random, symbols, { … })`.',
  },
  { title: 'VirtualClock', type: 'VirtualClockOptions', text: '`new VirtualClock({ … })`.' },
  { title: 'ClientClock', type: 'ClientClockOptions', text: '`new ClientClock(exchange.clock, { … })`.' },
];

/**
 * Matches the paths of the fields inside the options `limits` and `renewal`, which this page lists too. For all other
 * options that are objects, only the reference lists the fields.
 */
const OPENED = /^(?:limits|renewal)\./;

/** Generates the page of all options: their types, defaults and units. */
export function optionsPage(program: Program, describe: (ownPackage: string) => Describer): string {
  const intro =
    'Every option with its type, its default and its unit, made from the source code. Options are optional unless their default says otherwise.';
  const sections = optionsSections.flatMap(({ title, type, text }) => {
    const exported = program.exports.find(({ name }) => name === type);
    if (!exported) throw new Error(`no package exports ${type}`);
    const describer = describe(exported.file.split('/')[0] ?? '');
    const { checker, linkOf } = describer;
    const rows = ownRows(checker.getDeclaredTypeOfSymbol(exported.symbol), describer)
      .filter(({ path }) => !/[.[]/.test(path) || OPENED.test(path))
      .map(({ path, type, presence, doc }) => {
        const value = defaultText(doc.defaultValue ?? (presence === 'required' ? 'none; mandatory' : ''));
        return [code(path), linkedType(type, linkOf), `${doc.text} Default: ${value}.`];
      });
    return [`## ${title}`, text, table(['Option', 'Type', 'What it does'], rows)];
  });
  const head = frontMatter(
    'Options',
    'Every option of clients, calls, streams, order books, shared limits and the simulator.',
  );
  return `${[head, '# Options', intro, ...sections].join('\n\n')}\n`;
}

/**
 * Returns the fields that a type declares itself. Leaves out fields that it takes from another type with `Omit`,
 * because the other type has a section of its own.
 */
function ownRows(type: ts.Type, describer: Describer): FieldRow[] {
  const parts = type.isIntersection() ? type.types : [type];
  return parts.filter((part) => !isMapped(part)).flatMap((part) => fieldRows(part, describer, '', 2));
}
