import type * as streams from '@pkg/streams';

/** The name of a topic function. */
export type TopicName = {
  [K in keyof typeof streams]: (typeof streams)[K] extends (...args: never[]) => streams.Topic<unknown> ? K : never;
}[keyof typeof streams];

/**
 * An example for every topic function. `topic` is a call of the function. `after` is the code that makes the simulated
 * exchange send an event. A new topic function causes a type error here until it has an entry.
 */
export const topicExamples: Readonly<Record<TopicName, { readonly topic: string; readonly after?: string }>> = {
  trade: { topic: "trade('BNBBTC')" },
  aggTrade: { topic: "aggTrade('BNBBTC')" },
  blockTrade: {
    topic: "blockTrade('BNBBTC')",
    after: "exchange.blockTrade('BNBBTC', { price: '0.01', quantity: '500' });",
  },
  referencePrice: {
    topic: "referencePrice('BNBBTC')",
    after: "exchange.engine.setReferencePrice('BNBBTC', 1_000_000n);",
  },
  kline: { topic: "kline('BNBBTC', '1m')" },
  miniTicker: { topic: "miniTicker('BNBBTC')" },
  allMiniTickers: { topic: 'allMiniTickers()' },
  ticker: { topic: "ticker('BNBBTC')" },
  rollingTicker: { topic: "rollingTicker('BNBBTC', '1h')" },
  allRollingTickers: { topic: "allRollingTickers('1h')" },
  bookTicker: { topic: "bookTicker('BNBBTC')" },
  avgPrice: { topic: "avgPrice('BNBBTC')" },
  partialDepth: { topic: "partialDepth('BNBBTC', 5)" },
  depth: { topic: "depth('BNBBTC', { speed: 100 })" },
  topic: { topic: "topic('bnbbtc@trade')" },
};

/** Returns the complete program that the page of a stream shows. */
export function topicProgram(name: TopicName): string {
  const { topic, after = "exchange.trade('BNBBTC', { price: '0.01001', quantity: '1' });" } = topicExamples[name];
  return `import { createExchange } from '@pkg/simulator';
import { BinanceSocketManager, ${name} } from '@pkg/streams';

// A simulated market. On the live exchange, use \`new BinanceSocketManager()\`.
const exchange = createExchange({ symbols: ['BNBBTC'] });
exchange.setBook('BNBBTC', { bids: [['0.00999', '5']], asks: [['0.01001', '5']] });
const { environment, clock } = exchange;
const manager = new BinanceSocketManager({ environment, clock });

const stop = await manager.subscribe(${topic}, (event) => {
  console.log(event);
});
${after}
// Only the simulated exchange needs this: its time stands still otherwise.
await exchange.advance(2000);
await stop();
await manager.close();`;
}

/** For each type of user data event, the code that makes the simulated exchange send such an event. */
export const userEventExamples: Readonly<Record<string, string>> = {
  executionReport: "await client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' });",
  outboundAccountPosition:
    "await client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' });",
  balanceUpdate: "exchange.fund(apiKey, { BTC: '0.5' });",
  listStatus: `await client.createOcoOrder({
  symbol: 'BNBBTC', side: 'SELL', quantity: '1',
  aboveType: 'LIMIT_MAKER', abovePrice: '0.01100',
  belowType: 'STOP_LOSS', belowStopPrice: '0.00900',
});`,
};

/** Returns the complete program that the page of a user data event shows. */
export function userEventProgram(name: string): string {
  const cause = userEventExamples[name] ?? userEventExamples.executionReport;
  return `import { createSpotClient } from '@pkg/core';
import { createExchange } from '@pkg/simulator';
import { BinanceSocketManager } from '@pkg/streams';

// A simulated account. On the live exchange, leave out \`environment\`.
const exchange = createExchange({ symbols: ['BNBBTC'] });
exchange.setBook('BNBBTC', { bids: [['0.00999', '5']], asks: [['0.01001', '5']] });
${ACCOUNT}
const { environment } = exchange;
const client = createSpotClient({ environment, apiKey, apiSecret });
const manager = new BinanceSocketManager(client);

await manager.startUserSocket((event) => {
  if (event.e === '${name}') console.log(event);
});
${cause}
// Only the simulated exchange needs this: its time stands still otherwise.
await exchange.advance(1000);
await manager.close();
client.close();`;
}

const ACCOUNT = `const balances = { BTC: '10', BNB: '100' };
const { apiKey, apiSecret } = exchange.createAccount({ balances });`;
