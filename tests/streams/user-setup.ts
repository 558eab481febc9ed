import { type Environment, rest } from '@pkg/core';
import { BinanceSocketManager, type UserDataEvent } from '@pkg/streams';
import { expect } from 'vitest';
import { run, setUpExchange, socketClient } from './support.js';

/** A limit order that rests in the book until the market trades at its price. */
export const limit = { symbol: 'BNBBTC', type: 'LIMIT', timeInForce: 'GTC', side: 'BUY', price: '0.012' } as const;
/** The order {@link limit} with a quantity of 1, as a command of the engine. */
export const bid = {
  symbol: 'BNBBTC',
  type: 'LIMIT',
  timeInForce: 'GTC',
  side: 'BUY',
  price: 1_200_000n,
  quantity: 1_00000000n,
} as const;

/** Opens the user data of an account of a simulated exchange. Returns also how to lose its connection. */
export async function setUpUser(
  symbols: readonly string[] = ['BNBBTC'],
  options: Parameters<typeof setUpExchange>[0] = {},
) {
  const setup = setUpExchange(options);
  const { exchange, clock } = setup;
  const opened = await openUser(setup, symbols);
  const { user } = opened;
  await clock.advance(10);
  /** Cuts the connection and refuses new ones until the returned function is called. */
  const lose = async () => {
    const fault = exchange.faults.script({ kind: 'reset', scope: 'wsApi' });
    exchange.sockets.cutAll();
    await clock.advance(10);
    expect(user.status).toBe('reconciling');
    return () => fault.stop();
  };
  return { ...setup, ...opened, lose };
}

/** Opens the user data of an account, and resolves when it is live. */
export async function openUser(
  { exchange, account, clock }: ReturnType<typeof setUpExchange>,
  symbols: readonly string[] = [],
  environment: Environment = exchange.environment,
) {
  const warnings: string[] = [];
  const logger = { warn: (message: string) => void warnings.push(message) };
  const client = socketClient(exchange, account, { environment, transport: rest(), logger });
  const manager = new BinanceSocketManager(client);
  const user = await manager.userData({ symbols });
  const events: UserDataEvent[] = [];
  user.listen({ event: (event) => events.push(event) });
  await run(clock, user.ready());
  const reports = () => events.flatMap((event) => (event.e === 'executionReport' ? [event] : []));
  const close = async () => {
    await run(clock, manager.close());
    client.close();
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  };
  return { client, manager, user, events, warnings, reports, close };
}
