import { describe, expect, it } from 'vitest';
import { FrameIndex } from './frame-index.js';

describe('FrameIndex', () => {
  it('finds each stream by the head of its frame, also among similar names, and none that was deleted', () => {
    const names = [
      'a',
      'a@b',
      'bnbbtc@trade',
      'bnbbtc@trades',
      'bnbbtc@aggTrade',
      'bnbbtcx@trade',
      'bnbbtc@kline_1d',
      'bnbbtc@kline_1d@+08:00',
      '币安人生usdt@trade',
    ];
    const table = new FrameIndex<string>();
    for (const name of names) table.set(name, name);
    const find = (name: string) => table.find(Buffer.from(`{"stream":"${name}","data":{}}`));
    expect(names.map(find)).toEqual(names);
    expect(['', 'b', 'bnbbtc@trad', 'bnbbtc@tradesx', 'BNBBTC@trade'].map(find)).toEqual(Array(5).fill(undefined));
    expect(['{', '{"stream":"a"', '{"result":null,"id":1}'].map((text) => table.find(Buffer.from(text)))).toEqual(
      Array(3).fill(undefined),
    );
    for (const [index, name] of names.entries()) {
      table.delete(name);
      // Names that start with the same letters share a slot of the hash table. Deleting one name keeps the others of
      // its slot.
      expect(names.map(find)).toEqual(names.map((other, at) => (at > index ? other : undefined)));
    }
  });
});
