import type { Copy } from './copy.js';

// The edits that CONTRIBUTING.md describes for each kind of addition. `declare` makes the first edits. The compiler
// must then report the edits that are still missing. `complete` makes these missing edits.

const market = 'packages/core/src/operations/market';

export const operation = {
  declare(copy: Copy): void {
    copy.append(
      `${market}/prices.ts`,
      `
/** Returns a greeting. */
export const getGreeting: Operation<Method<SymbolParams, { greeting: string }>> = {
  rest: 'GET /api/v3/greeting',
  ws: 'greeting',
  security: 'NONE',
  weight: 3,
  effect: 'read',
};
`,
    );
  },
  complete(copy: Copy): void {
    copy.append(
      'packages/simulator/src/protocol/handlers/market.ts',
      `
export const getGreeting: Handler = defineHandler({ symbol: required(SYMBOL) }, ({ params }) => ({
  greeting: \`Hello \${params.symbol}\`,
}));
`,
    );
    copy.insert(
      'apps/docs/generate/examples/operation-examples.ts',
      'Record<OperationName, Example>> = {\n',
      "  getGreeting: open(''),\n",
    );
  },
};

export const parameter = {
  add(copy: Copy): void {
    copy.insert(`${market}/order-book.ts`, 'export type OrderBookParams = {\n', '  depthType?: string | undefined;\n');
  },
};

export const stream = {
  declare(copy: Copy): void {
    copy.append(
      'packages/streams/src/events/market.ts',
      `
/** The number of trades of a symbol. */
export type TradeCountEvent = {
  /** Type of the event. */
  e: 'tradeCount';
  /** Symbol. */
  s: string;
  /** Number of trades. */
  n: number;
};
`,
    );
    const topics = 'packages/streams/src/topics.ts';
    copy.insert(topics, '  TradeEvent,\n', '  TradeCountEvent,\n');
    copy.append(
      topics,
      `
/** The number of trades of a symbol, each second. */
export function tradeCount(symbol: string): Topic<TradeCountEvent> {
  return \`\${lower(symbol)}@tradeCount\` as Topic<TradeCountEvent>;
}
`,
    );
    const names = 'packages/simulator/src/streams/stream-name.ts';
    copy.insert(names, "readonly kind: 'aggTrade'", " | 'tradeCount'");
    copy.insert(names, "const PLAIN = [\n  'aggTrade',", "\n  'tradeCount',");
  },
  complete(copy: Copy): void {
    copy.append(
      'packages/simulator/src/streams/trade-streams.ts',
      `
export const tradeCountStream: CreateProducer<{ readonly symbol: string }> = ({ symbol }, channel) => {
  let count = 0;
  return {
    symbol,
    speed: 1000,
    event: ({ type }) => void (type === 'TRADE' && count++),
    tick: () => channel.publish(() => \`{"e":"tradeCount","s":\${JSON.stringify(symbol)},"n":\${count}}\`),
  };
};
`,
    );
    const hub = 'packages/simulator/src/streams/stream-hub.ts';
    copy.insert(hub, 'import { aggregateTradeStream, blockTradeStream,', ' tradeCountStream,');
    copy.insert(
      hub,
      '  switch (spec.kind) {\n',
      "    case 'tradeCount':\n      return tradeCountStream(spec, channel, market);\n",
    );
    copy.insert(
      'apps/docs/generate/examples/stream-examples.ts',
      '  trade: { topic: "trade(\'BNBBTC\')" },\n',
      '  tradeCount: { topic: "tradeCount(\'BNBBTC\')" },\n',
    );
  },
};

export const filter = {
  declare(copy: Copy): void {
    const types = 'packages/core/src/operations/general/symbol-filters.ts';
    copy.append(
      types,
      `
/** Upper bound of the quantity. */
export type MaxLotsFilter = {
  /** Kind of the filter. */
  filterType: 'MAX_LOTS';
  /** Largest quantity. */
  maxLots: string;
};
`,
    );
    copy.insert(types, 'export type SymbolFilter =\n', '  | MaxLotsFilter\n');
    copy.insert('packages/core/src/index.ts', '  MarketLotSizeFilter,\n', '  MaxLotsFilter,\n');
    copy.write(
      'packages/core/src/rules/filters/max-lots.ts',
      `import type { FilterCompiler } from './filter.js';

/** MAX_LOTS: maximum of \`quantity\`. */
export const maxLots: FilterCompiler = (filter) => {
  const rule = { filter: filter.name, max: filter.limit('maxLots') };
  return { checkLeg: ({ quantity }, check) => check.applyRule(quantity, rule) };
};
`,
    );
    copy.insert(
      'packages/simulator/src/engine/types/configuration.ts',
      'export type Filter =\n',
      "  | { readonly filterType: 'MAX_LOTS'; readonly maxLots: string }\n",
    );
  },
  complete(copy: Copy): void {
    const registry = 'packages/core/src/rules/filters/registry.ts';
    copy.insert(registry, "import { maxAsset } from './max-asset.js';\n", "import { maxLots } from './max-lots.js';\n");
    copy.insert(registry, '  MAX_POSITION: maxPosition,\n', '  MAX_LOTS: maxLots,\n');
    copy.insert(
      'packages/simulator/src/engine/model/filters/symbol-filters.ts',
      '  switch (filter.filterType) {\n',
      `    case 'MAX_LOTS': {
      const max = amount(filter.maxLots);
      return ({ quantity }) => quantity <= max;
    }
`,
    );
    copy.insert(
      'packages/simulator/src/exchange/read-exchange-info.ts',
      "  MAX_POSITION: fieldsOf('decimal', 'maxPosition'),\n",
      "  MAX_LOTS: fieldsOf('decimal', 'maxLots'),\n",
    );
  },
};

export const panel = {
  add(copy: Copy): void {
    copy.write(
      'apps/demo/src/shell/price-panel.tsx',
      `import type { Market } from '../session/index.js';

/** The last price of the shown symbol, in large type. */
export function PricePanel({ market }: { readonly market: Market }) {
  return (
    <section class="panel big-price" aria-label="Price">
      <header class="panel-head">
        <h2>Price</h2>
      </header>
      <p>
        {market.lastPrice.value} {market.quote}
      </p>
    </section>
  );
}
`,
    );
    const app = 'apps/demo/src/shell/app.tsx';
    copy.insert(
      app,
      "import { BookPanel } from './book-panel.js';\n",
      "import { PricePanel } from './price-panel.js';\n",
    );
    copy.insert(
      app,
      '<BookPanel app={app} session={session} market={market} />\n',
      '              <PricePanel market={market} />\n',
    );
    copy.insert(app, "{['chart', 'book', 'trades', 'form', 'orders'", ", 'big-price'");
    const layout = 'apps/demo/src/style/layout.css';
    copy.insert(layout, '"orders trades form" 250px\n', '    "orders big-price form" 80px\n');
    copy.append(layout, '\n.big-price {\n  grid-area: big-price;\n}\n');
  },
};
