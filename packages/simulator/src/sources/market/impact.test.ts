import { describe, expect, it } from 'vitest';
import { Market, opening, sold } from '../../../test/driven-market.js';
import { d, funded, plain, setUpEngine } from '../../../test/engine/engine-setup.js';
import type { Json } from '../../../test/raw-client.js';
import type { Trade } from '../../engine/index.js';

describe('the option impact', () => {
  it('has the quantities of the depth snapshot in the depth stream after each trade of the source', async () => {
    // At the price 100, a quantity of 5 of the source is queued before the account's order of 4. The source's trade of
    // 7 uses up the 5, and fills 2 of the order. The public book still has the 5 until the next book event of the
    // source. So together with the other 2 of the order, the level has a quantity of 7.
    const market = new Market([opening, sold(10, '100', '7', 70)], { impact: true });
    await market.limit('BUY', '100', '4');
    const { WebSocket, streams } = market.exchange.environment;
    const socket = new WebSocket!(`${streams}/ws/btcusdt@depth@100ms`);
    const changes: Json[] = [];
    socket.onmessage = ({ data }) => changes.push(JSON.parse(data));
    await market.exchange.advance(1000);
    const { u, bids } = await market.depth();
    expect(bids[0]).toEqual([100, 7]);
    expect(changes).toMatchObject([{ u, b: [['100.00000000', '7.00000000']], a: [] }]);
  });

  it('numbers the aggregate trades of accounts and of the source in one sequence', async () => {
    const source = [
      { ...sold(10, '100', '1', 70), aggregateId: 500 },
      { ...sold(30, '100', '1', 71), aggregateId: 501 },
    ];
    const market = new Market([opening, ...source], { impact: true });
    const { WebSocket, streams } = market.exchange.environment;
    const socket = new WebSocket!(`${streams}/ws/btcusdt@aggTrade`);
    const seen: unknown[] = [];
    socket.onmessage = ({ data }) => seen.push(JSON.parse(data).a);
    await market.exchange.advance(20);
    await market.market('BUY', '1');
    await market.exchange.advance(1000);
    // The second trade of the source comes after the trade of the account, which has the id 501.
    const listed = (await market.public('GET /api/v3/aggTrades')) as unknown as Json[];
    expect(listed.map(({ a, p }) => [a, p])).toEqual([
      [500, '100.00000000'],
      [501, '101.00000000'],
      [502, '100.00000000'],
    ]);
    expect(seen).toEqual([500, 501, 502]);
  });

  it('keeps the trades in chronological order if the source reports a trade late', () => {
    const { engine, advance } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const account = funded(engine, { USDT: 1000 });
    engine.driveSymbol('BTCUSDT', { impact: true });
    engine.applySourceBook('BTCUSDT', { bids: [[d(99), d(5)]], asks: [[d(100), d(5)]], isWhole: true });
    const late = engine.now();
    advance(10);
    engine.placeOrder(account, { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: d(1) });
    engine.applySourceTrade('BTCUSDT', { price: d(100), quantity: d(2), isBuyerMaker: false, time: late });
    const [own, ofSource] = engine.trades('BTCUSDT') as [Trade, Trade];
    expect(ofSource).toMatchObject({ id: own.id + 1, time: own.time });
    // The trade of the source belongs to another taker order, so the two are separate aggregate trades.
    expect(ofSource.takerOrderId).not.toBe(own.takerOrderId);
  });
});
