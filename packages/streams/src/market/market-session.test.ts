import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import type { Socket } from '../connection/socket.js';
import { MarketSession, type MarketSessionOwner } from './market-session.js';

type Request = { readonly method: string; readonly params?: readonly string[]; readonly id: number };

/**
 * Returns an open session, the requests that it has sent, the streams that it has reported to its owner as confirmed,
 * and its other reports to the owner.
 */
function openSession() {
  const clock = new ManualClock();
  const sent: Request[] = [];
  const reported: unknown[] = [];
  const confirmed: string[] = [];
  const owner: MarketSessionOwner = {
    clock,
    frame: () => false,
    confirmed: (streams) => confirmed.push(...streams),
    staleChanged: (_, isStale) => reported.push(isStale ? 'stale' : 'fresh'),
    refused: (stream) => reported.push(`refused ${stream}`),
    socket: { endsSoon: () => undefined, reconnect: () => reported.push('unresponsive') },
    dropped: (error) => reported.push(String(error)),
    lost: () => undefined,
  };
  const session = new MarketSession(owner, 'wss://fake/stream', [], []);
  // The cast is safe, because a session calls no other method of its socket than `send`.
  const socket = { send: (text: string) => sent.push(JSON.parse(text) as Request) } as unknown as Socket;
  session.opened(socket, () => undefined);
  const respond = (id: number, response: object = { result: null }): void =>
    session.message(JSON.stringify({ ...response, id }));
  return { clock, session, sent, reported, confirmed, respond };
}

describe('MarketSession', () => {
  it('waits for no response after its socket is lost', async () => {
    const { clock, session, sent, reported } = openSession();
    session.add('bnbbtc@trade');
    await clock.advance(0);
    session.lost('cut');
    expect([sent.length, clock.timers.size]).toEqual([1, 0]);
    await clock.advance(20_000);
    expect([sent.length, reported]).toEqual([1, []]);
  });

  it('ends staleness by the response to the probe, not by one to a request that was sent before it', async () => {
    const { clock, session, sent, reported, respond } = openSession();
    session.add('bnbbtc@trade');
    await clock.advance(0);
    session.probe(true);
    expect(sent.map(({ method, id }) => [method, id])).toEqual([
      ['SUBSCRIBE', 1],
      ['LIST_SUBSCRIPTIONS', 2],
    ]);
    // Request 1 was sent before the probe, so the response to it does not prove that the data is up to date.
    respond(1);
    expect(reported).toEqual(['stale']);
    respond(2, { result: ['bnbbtc@trade'] });
    expect(reported).toEqual(['stale', 'fresh']);
    session.lost('closed');
    expect(clock.timers.size).toBe(0);
  });

  it('requests the other streams of a refused frame again, but none that was removed meanwhile', async () => {
    const { clock, session, sent, reported, respond } = openSession();
    session.add('bnbbtc@trade');
    session.add('ethbtc@trade');
    await clock.advance(0);
    session.remove('ethbtc@trade');
    await clock.advance(0);
    respond(1, { error: { code: 2, msg: 'Invalid request' } });
    await clock.advance(2_000);
    expect(sent.map(({ method, params }) => [method, params])).toEqual([
      ['SUBSCRIBE', ['bnbbtc@trade', 'ethbtc@trade']],
      ['UNSUBSCRIBE', ['ethbtc@trade']],
      ['SUBSCRIBE', ['bnbbtc@trade']],
    ]);
    respond(2);
    respond(3);
    expect([session.has('bnbbtc@trade'), session.has('ethbtc@trade')]).toEqual([true, false]);
    expect(reported.filter((what) => what !== 'fresh')).toEqual([]);
    session.lost('closed');
    expect(clock.timers.size).toBe(0);
  });

  it('repeats a request without a response once, and reconnects if there is none again', async () => {
    const { clock, session, sent, reported } = openSession();
    session.add('bnbbtc@trade');
    await clock.advance(4_999);
    expect(sent).toHaveLength(1);
    await clock.advance(4_999);
    expect(sent.map(({ method, params }) => [method, params])).toEqual(Array(2).fill(['SUBSCRIBE', ['bnbbtc@trade']]));
    expect(reported).toEqual([]);
    await clock.advance(5_000);
    expect(reported).toEqual(['unresponsive']);
    session.lost('no response');
    expect(clock.timers.size).toBe(0);
  });

  it('confirms no stream whose SUBSCRIBE without a response waits to be repeated', async () => {
    const { clock, session, sent, confirmed, respond } = openSession();
    for (const symbol of ['a', 'b', 'c', 'd']) {
      session.add(`${symbol}@trade`);
      await clock.advance(0);
    }
    // The four requests count as frames until one second after their timeout of 5 s, so the repeats wait.
    await clock.advance(5_900);
    // A second consumer of the stream subscribes.
    session.add('a@trade');
    expect([session.has('a@trade'), confirmed]).toEqual([false, []]);
    await clock.advance(200);
    expect(sent.at(4)).toMatchObject({ method: 'SUBSCRIBE', params: ['a@trade'], id: 5 });
    respond(5);
    expect([session.has('a@trade'), confirmed]).toEqual([true, ['a@trade']]);
    session.lost('closed');
  });

  it.each(['bnbbtc', '这是测试币456'])(
    'error: requests for many symbols like %s were too long for the exchange',
    async (symbol) => {
      const { clock, session, sent, respond } = openSession();
      const streams = Array.from({ length: 700 }, (_, index) => `${symbol}${index}@depth@100ms`);
      // The exchange has not answered requests of more than 4,096 bytes.
      const answer = async (from: number): Promise<void> => {
        for (let id = from; id <= sent.length; id++) {
          expect(Buffer.byteLength(JSON.stringify(sent[id - 1]))).toBeLessThan(4_000);
          respond(id);
          await clock.advance(1_100);
        }
      };
      for (const stream of streams) session.add(stream);
      await clock.advance(0);
      await answer(1);
      expect(sent.flatMap(({ params }) => params)).toEqual(streams);
      const subscribes = sent.length;
      for (const stream of streams) session.remove(stream);
      await clock.advance(1_100);
      await answer(subscribes + 1);
      expect(sent.slice(subscribes).flatMap(({ params }) => params)).toEqual(streams);
      session.lost('closed');
    },
  );

  it('has settled if a request without a response is not repeated, because its stream was removed', async () => {
    const { clock, session, sent, respond } = openSession();
    session.add('bnbbtc@trade');
    await clock.advance(0);
    session.remove('bnbbtc@trade');
    await clock.advance(0);
    expect(sent.map(({ method }) => method)).toEqual(['SUBSCRIBE', 'UNSUBSCRIBE']);
    respond(2);
    let isSettled = false;
    void session.settled().then(() => {
      isSettled = true;
    });
    await clock.advance(4_999);
    expect(isSettled).toBe(false);
    await clock.advance(1);
    expect([sent.length, isSettled]).toEqual([2, true]);
  });

  it('confirms a stream that is removed and added again by the response, not before', async () => {
    const { clock, session, confirmed, respond } = openSession();
    session.add('bnbbtc@trade');
    await clock.advance(0);
    session.remove('bnbbtc@trade');
    session.add('bnbbtc@trade');
    await clock.advance(0);
    expect(confirmed).toEqual([]);
    respond(1);
    expect(confirmed).toEqual(['bnbbtc@trade']);
    session.lost('closed');
  });

  it('counts a request without a response as one that may have arrived just now', async () => {
    const { clock, session, sent } = openSession();
    for (const symbol of ['a', 'b', 'c', 'd']) {
      session.add(`${symbol}@trade`);
      await clock.advance(0);
    }
    // The client lets at most 4 of its frames arrive within a second. A request without a response counts as a frame
    // until one second after its timeout of 5 s, so the next 4 requests are sent after 6 s.
    await clock.advance(5_900);
    expect(sent).toHaveLength(4);
    await clock.advance(200);
    expect(sent).toHaveLength(8);
    session.lost('closed');
    expect(clock.timers.size).toBe(0);
  });

  it('repeats no SUBSCRIBE of a stream that was removed meanwhile', async () => {
    const { clock, session, sent, respond } = openSession();
    session.add('bnbbtc@trade');
    session.add('ethbtc@trade');
    await clock.advance(1_000);
    session.remove('ethbtc@trade');
    await clock.advance(0);
    respond(2);
    await clock.advance(5_000);
    expect(sent.map(({ method, params }) => [method, params])).toEqual([
      ['SUBSCRIBE', ['bnbbtc@trade', 'ethbtc@trade']],
      ['UNSUBSCRIBE', ['ethbtc@trade']],
      ['SUBSCRIBE', ['bnbbtc@trade']],
    ]);
    respond(3);
    expect([session.has('bnbbtc@trade'), session.has('ethbtc@trade')]).toEqual([true, false]);
    session.lost('closed');
    expect(clock.timers.size).toBe(0);
  });

  it('repeats no UNSUBSCRIBE of a stream that was added again meanwhile', async () => {
    const { clock, session, sent, reported, respond } = openSession();
    session.add('bnbbtc@trade');
    await clock.advance(0);
    respond(1);
    session.remove('bnbbtc@trade');
    await clock.advance(1_000);
    session.add('bnbbtc@trade');
    await clock.advance(0);
    respond(3);
    await clock.advance(60_000);
    expect(sent.map(({ method }) => method)).toEqual(['SUBSCRIBE', 'UNSUBSCRIBE', 'SUBSCRIBE']);
    expect([session.has('bnbbtc@trade'), reported]).toEqual([true, ['fresh', 'fresh']]);
    session.lost('closed');
    expect(clock.timers.size).toBe(0);
  });

  it('takes a stream for ending until one of its requests gets a response, also if the first ones got none', async () => {
    const { clock, session, respond } = openSession();
    session.add('bnbbtc@trade');
    await clock.advance(0);
    respond(1);
    session.remove('bnbbtc@trade');
    await clock.advance(0);
    session.add('bnbbtc@trade');
    await clock.advance(0);
    expect(session.ending.has('bnbbtc@trade')).toBe(true);
    // The UNSUBSCRIBE and the second SUBSCRIBE time out, and SUBSCRIBE is sent again.
    await clock.advance(6_000);
    expect(session.ending.has('bnbbtc@trade')).toBe(true);
    respond(4);
    expect([session.ending.has('bnbbtc@trade'), session.has('bnbbtc@trade')]).toEqual([false, true]);
    session.lost('closed');
  });

  /** A session with two SUBSCRIBEs of a stream before any response, and an UNSUBSCRIBE between them. */
  async function subscribeTwice() {
    const opened = openSession();
    const { clock, session, sent } = opened;
    session.add('bnbbtc@trade');
    session.add('bad@trade');
    await clock.advance(0);
    session.remove('bnbbtc@trade');
    await clock.advance(0);
    session.add('bnbbtc@trade');
    await clock.advance(0);
    expect(sent.map(({ method, params }) => [method, params])).toEqual([
      ['SUBSCRIBE', ['bnbbtc@trade', 'bad@trade']],
      ['UNSUBSCRIBE', ['bnbbtc@trade']],
      ['SUBSCRIBE', ['bnbbtc@trade']],
    ]);
    return opened;
  }

  it('confirms no stream that was subscribed again before an earlier SUBSCRIBE was refused', async () => {
    const { clock, session, sent, confirmed, respond } = await subscribeTwice();
    respond(1, { error: { code: 2, msg: 'Invalid request' } });
    respond(2);
    expect(confirmed).toEqual([]);
    respond(3);
    expect([confirmed, session.has('bnbbtc@trade')]).toEqual([['bnbbtc@trade'], true]);
    session.remove('bnbbtc@trade');
    await clock.advance(2_000);
    expect(sent.at(-1)).toMatchObject({ method: 'UNSUBSCRIBE', params: ['bnbbtc@trade'] });
    session.lost('closed');
  });

  it('takes a stream for ending until its UNSUBSCRIBE has a response, also if an earlier SUBSCRIBE has one', async () => {
    const { session, respond } = await subscribeTwice();
    const endings = [1, 2, 3].map((id) => {
      respond(id);
      return session.ending.has('bnbbtc@trade');
    });
    expect(endings).toEqual([true, expect.any(Boolean), false]);
    session.lost('closed');
  });

  it('requests no half of a refused frame that was removed while it waited', async () => {
    const { clock, session, sent, respond } = openSession();
    for (const symbol of ['a', 'b', 'c', 'd']) session.add(`${symbol}@trade`);
    await clock.advance(0);
    // Each ping is answered by a pong, which counts as a sent frame. The four pongs use up the frames of this second,
    // so the two halves of the refused request have to wait.
    for (let count = 0; count < 4; count++) session.control();
    respond(1, { error: { code: 2, msg: 'Invalid request' } });
    for (const symbol of ['a', 'b', 'c']) session.remove(`${symbol}@trade`);
    await clock.advance(4_000);
    expect(sent.map(({ method, params }) => [method, params])).toEqual([
      ['SUBSCRIBE', ['a@trade', 'b@trade', 'c@trade', 'd@trade']],
      ['SUBSCRIBE', ['d@trade']],
    ]);
    session.lost('closed');
  });

  it('sends nothing for a stream that is added and removed in one task, or removed and added again', async () => {
    const { clock, session, sent, respond } = openSession();
    session.add('bnbbtc@trade');
    session.remove('bnbbtc@trade');
    await clock.advance(10);
    expect(sent).toEqual([]);
    session.add('ethbtc@trade');
    await clock.advance(10);
    respond(1);
    session.remove('ethbtc@trade');
    session.add('ethbtc@trade');
    await clock.advance(2_000);
    expect(sent).toHaveLength(1);
    expect(session.has('ethbtc@trade')).toBe(true);
    session.lost('closed');
  });
});
