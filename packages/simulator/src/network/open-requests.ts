import { jsonMembers } from '../protocol/parameters/json-members.js';
import { findByWsMethod } from '../protocol/router.js';

/** A request of the WebSocket API that has no answer yet, and the effect that faults will have on its answer. */
export type OpenRequest = {
  readonly method: string;
  /** The id of the request as JSON text. It stays text, because a number cannot hold every 64-bit integer. */
  readonly id: string;
  readonly isWrite: boolean;
  /** How many ms the answer is delayed. */
  answerDelay: number;
  /** `withheld`: the answer will not be sent. `lost`: the connection will break instead. */
  answer: 'sent' | 'withheld' | 'lost';
};

/** A frame of the exchange: an answer to a request, or an event. */
export type SentFrame = {
  /** The method of the answered request, or the type of the event. */
  readonly target: string;
  /** The request that the frame answers; undefined for an event. */
  readonly request: OpenRequest | undefined;
};

/**
 * The requests on one WebSocket API connection that have no answer yet. A fault can be limited to the answers of one
 * method. The list is needed to find the request, and so the method, that a frame of the exchange answers.
 */
export class OpenRequests {
  readonly #byId = new Map<string, OpenRequest>();

  /** Whether all requests are answered. */
  get isEmpty(): boolean {
    return this.#byId.size === 0;
  }

  add(text: string): OpenRequest {
    const frame = parse(text);
    const method = frame?.method === undefined ? '' : String(frame.method);
    const id = (frame && new Map(jsonMembers(text)).get('id')) ?? 'null';
    const isWrite = findByWsMethod(method, true)?.operation.effect === 'write';
    const request: OpenRequest = { method, id, isWrite, answerDelay: 0, answer: 'sent' };
    this.#byId.set(id, request);
    return request;
  }

  /** Removes a request that will not reach the exchange. */
  remove({ id }: OpenRequest): void {
    this.#byId.delete(id);
  }

  /** Returns the kind of a frame of the exchange. If the frame answers a request, the request is removed. */
  readSent(text: string): SentFrame {
    // An answer begins with its id. The answer may be long, so the rest is not read.
    for (const [name, raw] of jsonMembers(text)) {
      if (name === 'event') return { target: (JSON.parse(raw) as { readonly e: string }).e, request: undefined };
      if (name !== 'id') continue;
      const request = this.#byId.get(raw);
      this.#byId.delete(raw);
      return { target: request?.method ?? '', request };
    }
    return { target: '', request: undefined };
  }
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
