import { jsonMembers } from '../protocol/parameters/json-members.js';
import { findByWsMethod } from '../protocol/router.js';

/** A request of the WebSocket API that has no answer yet, with what faults will do to its answer. */
export type OpenRequest = {
  readonly method: string;
  /** The JSON text of its id: a 64-bit integer does not fit into a number. */
  readonly id: string;
  readonly isWrite: boolean;
  /** The answer is delayed by this many ms. */
  answerDelay: number;
  /** The answer is not sent, or the connection breaks in its place. */
  answer: 'sent' | 'withheld' | 'lost';
};

/** A frame of the exchange: the answer to a request, or an event. */
export type SentFrame = {
  /** The method of the request, or the type of the event. */
  readonly target: string;
  /** Undefined for an event. */
  readonly request: OpenRequest | undefined;
};

/** The requests on one WebSocket API connection, so that faults can select single methods and their answers. */
export class OpenRequests {
  readonly #byId = new Map<string, OpenRequest>();

  /** True when no request waits for its answer. */
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

  /** Removes a request that the exchange does not receive. */
  remove({ id }: OpenRequest): void {
    this.#byId.delete(id);
  }

  /** Finds out what a frame is. A request that it answers is removed. */
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
