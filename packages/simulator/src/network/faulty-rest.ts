import type { Clock } from '@pkg/core';
import type { FaultKind, FaultOf } from '../faults/fault-kinds.js';
import type { FaultSubject, Faults } from '../faults/faults.js';
import type { RestRequest, RestResponse } from '../protocol/connection.js';
import type { Journal } from '../protocol/journal.js';
import { findByRoute } from '../protocol/router.js';

/** The result that the client gets: a response, a broken connection (`reset`), or no answer at all (`hang`). */
export type RestDelivery =
  | { readonly kind: 'response'; readonly response: RestResponse }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' };

/** The parts of an exchange that handle a REST request. */
export type RestExchange = {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly random: { next(): number };
  readonly journal: Journal;
  readonly rest: { handle(request: RestRequest): Promise<RestResponse> };
};

/**
 * Delivers one REST request to the exchange and returns what the client gets. Faults that are in force apply to the
 * request and to the response. The journal gets an entry.
 */
export async function deliverRest(exchange: RestExchange, request: RestRequest): Promise<RestDelivery> {
  const delivery = await deliver(exchange, request);
  const { method, path, query, body, ip } = request;
  exchange.journal.add({
    api: 'REST',
    ip,
    target: `${method} ${path}`,
    request: [query, body].filter((part) => part !== '').join(' '),
    outcome: delivery.kind === 'response' ? delivery.response.status : delivery.kind,
    answer: delivery.kind === 'response' ? delivery.response.body : '',
  });
  return delivery;
}

async function deliver(exchange: RestExchange, request: RestRequest): Promise<RestDelivery> {
  const { clock, faults, random, rest } = exchange;
  if (faults.idle) return { kind: 'response', response: await rest.handle(request) };
  const subject: FaultSubject = { scope: 'rest', target: `${request.method} ${request.path}` };
  const applying = <K extends FaultKind>(kinds: readonly K[]): FaultOf<K>[] => faults.applyTo(subject, kinds);
  const wait = async (ms: number): Promise<void> => {
    if (ms > 0) await new Promise<void>((resolve) => void clock.setTimeout(resolve, ms));
  };
  const delays = applying(['delay']);
  const waitDelays = (direction: 'request' | 'answer'): Promise<void> =>
    wait(delays.reduce((sum, delay) => sum + delayOf(delay, direction, random), 0));

  await waitDelays('request');
  const [fault] = applying(['reset', 'hang', 'status', 'loseAnswer']);
  if (fault?.kind === 'reset') return { kind: 'reset' };
  if (fault?.kind === 'hang' && !fault.executed) return { kind: 'hang' };
  if (fault?.kind === 'status' && !fault.executed) return { kind: 'response', response: statusResponse(fault) };
  let response = await rest.handle(request);
  if (fault?.kind === 'hang') return { kind: 'hang' };
  if (fault?.kind === 'loseAnswer') return { kind: 'reset' };
  if (fault?.kind === 'status') response = statusResponse(fault);
  if (isWrite(request)) for (const { ms = 50 } of applying(['eventFirst'])) await wait(ms);
  await waitDelays('answer');
  for (const { at = 0.5 } of applying(['truncate'])) {
    response = { ...response, body: response.body.slice(0, Math.floor(response.body.length * at)) };
  }
  for (const { bytes = 1_048_576 } of applying(['oversize']))
    response = { ...response, body: response.body.padEnd(bytes) };
  return { kind: 'response', response };
}

const isWrite = ({ method, path }: RestRequest): boolean =>
  findByRoute(method, path, true)?.operation.effect === 'write';

/** How many ms a fault delays one direction. A delay without a direction is split equally between both directions. */
function delayOf(delay: FaultOf<'delay'>, direction: 'request' | 'answer', random: { next(): number }): number {
  if (delay.direction !== undefined && delay.direction !== direction) return 0;
  const ms = delay.ms + (delay.jitter ? random.next() * delay.jitter : 0);
  return delay.direction === undefined ? ms / 2 : ms;
}

function statusResponse(fault: FaultOf<'status'>): RestResponse {
  return { status: fault.status, headers: fault.headers ?? {}, body: fault.body ?? '' };
}
