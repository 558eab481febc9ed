import type { Clock } from '@pkg/core';
import type { FaultKind, FaultOf } from '../faults/fault.js';
import type { Faults } from '../faults/faults.js';
import type { RestRequest, RestResponse } from '../protocol/connection.js';

/** What came of a request: an answer, a broken connection, or nothing for ever. */
export type RestOutcome =
  | { readonly kind: 'answer'; readonly response: RestResponse }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' };

/** The exchange, as far as a REST call needs it. */
export type RestHost = {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly random: { next(): number };
  handleRest(request: RestRequest): Promise<RestResponse>;
};

/** Carries one REST request to the exchange and back, through the faults in force. Every face calls it. */
export async function passRest(host: RestHost, request: RestRequest): Promise<RestOutcome> {
  if (host.faults.idle) return { kind: 'answer', response: await host.handleRest(request) };
  const subject = { scope: 'rest', target: `${request.method} ${request.path}` } as const;
  const strike = <K extends FaultKind>(kinds: readonly K[]): FaultOf<K>[] => host.faults.strike(subject, kinds);
  const wait = async (ms: number): Promise<void> => {
    if (ms > 0) await new Promise<void>((resolve) => void host.clock.setTimeout(resolve, ms));
  };
  const delays = strike(['delay']);
  const pause = (direction: 'request' | 'answer'): Promise<void> =>
    wait(delays.reduce((sum, delay) => sum + share(delay, direction, host.random), 0));

  await pause('request');
  const [fault] = strike(['reset', 'hang', 'status', 'loseAnswer']);
  if (fault?.kind === 'reset') return { kind: 'reset' };
  if (fault?.kind === 'hang' && !fault.executed) return { kind: 'hang' };
  if (fault?.kind === 'status' && !fault.executed) return { kind: 'answer', response: refusal(fault) };
  let response = await host.handleRest(request);
  if (fault?.kind === 'hang') return { kind: 'hang' };
  if (fault?.kind === 'loseAnswer') return { kind: 'reset' };
  if (fault?.kind === 'status') response = refusal(fault);
  if (request.method !== 'GET') for (const { ms = 50 } of strike(['eventFirst'])) await wait(ms);
  await pause('answer');
  for (const { at = 0.5 } of strike(['truncate'])) {
    response = { ...response, body: response.body.slice(0, Math.floor(response.body.length * at)) };
  }
  return { kind: 'answer', response };
}

function share(delay: FaultOf<'delay'>, direction: 'request' | 'answer', random: { next(): number }): number {
  if (delay.direction !== undefined && delay.direction !== direction) return 0;
  const ms = delay.ms + (delay.jitter ? random.next() * delay.jitter : 0);
  return delay.direction === undefined ? ms / 2 : ms;
}

function refusal(fault: FaultOf<'status'>): RestResponse {
  return { status: fault.status, headers: fault.headers ?? {}, body: fault.body ?? '' };
}
