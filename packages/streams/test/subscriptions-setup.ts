import type { ClientContext } from '@pkg/core';
import { BinanceApiError } from '@pkg/core/errors';
import { ManualClock } from '../../core/test/manual-clock.js';
import type { ApiConnection } from '../src/api/api-connection.js';
import type { ApiSession } from '../src/api/api-session.js';
import type { UserEvent } from '../src/events/user.js';
import { UserSubscriptions } from '../src/user/user-subscriptions.js';

export type Call = {
  readonly name: string;
  readonly at: number;
  readonly url: string;
  readonly answer: (subscriptionId: number) => void;
  readonly list: (subscriptionIds: readonly number[]) => void;
  readonly refuse: (error: Error) => void;
};

export type FakeSession = ApiSession & { isOpen: boolean };

export function sessionOf(url: string, loggedOnKey?: string): FakeSession {
  return { url, isOpen: true, loggedOnKey, subscribers: new Set() } as unknown as FakeSession;
}

export function updateOf(d: string, E = 0): UserEvent {
  return { e: 'balanceUpdate', E, a: 'BNB', d, T: 0 };
}

export const TERMINATED: UserEvent = { e: 'eventStreamTerminated', E: 0 } as UserEvent;

function ignore(): void {}

export function refusal(code: number, text = 'refused'): BinanceApiError {
  const request = { operation: 'subscribeUserDataBySignature', method: 'POST', path: '' } as const;
  return new BinanceApiError({ request, code, text, response: undefined } as never);
}

export type SubscriptionsSetup = {
  readonly clock: ManualClock;
  readonly calls: Call[];
  readonly seen: string[];
  readonly subscriptions: UserSubscriptions;
  readonly add: (session: FakeSession, id: number) => Promise<void>;
  readonly list: (session: FakeSession, ...ids: number[]) => Promise<void>;
  /** Functions that the handlers call. A test may replace them. */
  readonly listener: { onEvent(event: UserEvent): void; onSubscribed(): void; onEnded(): void };
};

/**
 * Returns a `UserSubscriptions` with a fake connection. `calls` lists the requests over this connection, and `seen` the
 * calls of the handlers.
 */
export function setUpSubscriptions(keyType = 'HMAC'): SubscriptionsSetup {
  const clock = new ManualClock();
  const calls: Call[] = [];
  const seen: string[] = [];
  const callOver = ({ url }: ApiSession, name: string): Promise<unknown> =>
    new Promise((resolve, refuse) => {
      calls.push({
        ...{ name, url, at: clock.monotonic(), refuse },
        answer: (subscriptionId) => resolve({ subscriptionId }),
        list: (ids) => resolve(ids.map((subscriptionId) => ({ subscriptionId }))),
      });
    });
  const endsSoon = ({ url }: ApiSession): unknown => seen.push(`${url} ends soon`);
  const connection = { callOver, socket: { endsSoon } } as unknown as ApiConnection;
  const context = { clock, credentials: { keyType, apiKey: 'key' } } as unknown as ClientContext;
  const listener = { onEvent: (_event: UserEvent): void => undefined, onSubscribed: ignore, onEnded: ignore };
  const subscriptions = new UserSubscriptions(connection, context, {
    subscribed: ({ url }) => {
      seen.push(`${url} subscribed`);
      listener.onSubscribed();
    },
    event: ({ url }, event) => {
      const text = event.e === 'balanceUpdate' ? event.d : event.e === 'outboundAccountPosition' && event.B[0]?.f;
      seen.push(`${url} ${text || event.e}`);
      listener.onEvent(event);
    },
    ended: ({ url }) => {
      seen.push(`${url} ended`);
      listener.onEnded();
    },
    complete: () => seen.push('complete'),
    overflowed: () => seen.push('overflowed'),
    failed: ({ message }) => seen.push(`failed: ${message}`),
    report: (error) => seen.push(`reported: ${error}`),
  });
  /** Subscribes to the account on a session, and answers the request with the subscription id `id`. */
  const add = async (session: FakeSession, id: number): Promise<void> => {
    void subscriptions.add(session);
    await clock.advance(0);
    calls.at(-1)?.answer(id);
    await clock.advance(0);
  };
  /** Answers the last request for the subscriptions of a session. */
  const list = async ({ url }: FakeSession, ...ids: number[]): Promise<void> => {
    calls
      .filter((call) => call.url === url && call.name === 'getSessionSubscriptions')
      .at(-1)
      ?.list(ids);
    await clock.advance(0);
  };
  return { clock, calls, seen, subscriptions, add, list, listener };
}
