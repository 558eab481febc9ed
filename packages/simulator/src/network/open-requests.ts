import { jsonMembers } from '../protocol/parameters/json-members.js';
import { findByWsMethod } from '../protocol/router.js';

/** A request of the WebSocket API that has no answer yet, and what faults will do with the answer. */
export type OpenRequest = {
  readonly method: string;
  /** The id of the request as JSON text. It stays text, because a number cannot hold every 64-bit integer. */
  readonly id: string;
  readonly isWrite: boolean;
  /** How many ms the answer is delayed. */
  answerDelay: number;
  /** What happens with the answer. `withheld`: it is not sent. `lost`: the connection breaks instead. */
  answer: 'sent' | 'withheld' | 'lost';
};

/** A frame of the exchange: an answer to a request, or an event. */
export type SentFrame = {
  /** The method of the answered request, or the type of the event. */
  readonly target: string;
  /** Undefined for an event. */
  readonly request: OpenRequest | undefined;
};

/**
 * The requests on one WebSocket API connection that have no answer yet. They tell which request a frame of the exchange
 * answers, so that faults can select answers by method.
 */
export class OpenRequests {
  readonly #byId = new Map<string, OpenRequest>();

  /** Whether all requests are answered. */
  get isEmpty(): boolean {
    return this.#byId.size === 0;
  }

  add(text: string): OpenRequest {
    const { id = 'null', method = '' } = read(text);
    const isWrite = findByWsMethod(method, true)?.operation.effect === 'write';
    const request: OpenRequest = { method, id, isWrite, answerDelay: 0, answer: 'sent' };
    this.#byId.set(id, request);
    return request;
  }

  /** Removes a request that will not reach the exchange. */
  remove({ id }: OpenRequest): void {
    this.#byId.delete(id);
  }

  /** Returns the kind of a frame. If the frame answers a request, the request is removed. */
  readSent(text: string): SentFrame {
    const { id = 'null', event } = read(text);
    if (event !== undefined) return { target: event, request: undefined };
    const request = this.#byId.get(id);
    this.#byId.delete(id);
    return { target: request?.method ?? '', request };
  }
}

type Frame = { readonly id?: string | undefined; readonly method?: string; readonly event?: string };

function read(text: string): Frame {
  const frame = parse(text);
  if (!frame) return {};
  const event = frame.event as { readonly e?: unknown } | null | undefined;
  return {
    id: new Map(jsonMembers(text)).get('id'),
    ...(frame.method === undefined ? {} : { method: String(frame.method) }),
    ...(typeof event === 'object' && event !== null ? { event: String(event.e) } : {}),
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
