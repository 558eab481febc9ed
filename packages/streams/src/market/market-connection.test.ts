import { describe, expect, it } from 'vitest';
import { connectManager } from '../../test/connect-manager.js';

describe('MarketConnection', () => {
  it('a stream that worked stayed up to date when its socket was lost before another stream was confirmed', async () => {
    const { clock, exchange, manager } = connectManager();
    const seen: string[] = [];
    const consumer = {
      event: () => undefined,
      notice: ({ type }: { readonly type: string }) => seen.push(type),
      status: (status: string) => seen.push(status),
    };
    void manager.consume('first@trade', consumer);
    // The names of all these streams do not fit into the URL of the connection, so some are subscribed by a request.
    for (let index = 0; index < 700; index++) void manager.consume(`other${index}@trade`, { event: () => undefined });
    await clock.advance(100);
    expect(seen).toEqual(['connecting', 'open']);

    exchange.answer = () => undefined;
    exchange.cutAll();
    await clock.advance(4_000);
    expect(seen.slice(2)).toEqual(['reconnecting', 'gap']);
    exchange.cutAll();
    await clock.advance(10);
    expect(seen.slice(4)).toEqual(['reconnecting']);
    await manager.close();
  });
});
