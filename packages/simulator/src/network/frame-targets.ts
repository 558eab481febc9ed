import { jsonMembers } from '../protocol/parameters/json-members.js';

/** Finds the method that a WebSocket API frame belongs to, so that a fault can select single methods. */
export class FrameTargets {
  readonly #methods = new Map<string, string>();

  /** Remembers a request's method by its id. Returns the method and the JSON text of the id. */
  addRequest(text: string): { readonly method: string; readonly id: string } {
    const { id = 'null', method = '' } = read(text);
    this.#methods.set(id, method);
    return { method, id };
  }

  /** The method of the request that a frame replies to, or the type of the event that it carries. */
  targetOf(text: string): string {
    const { id = 'null', event } = read(text);
    if (event !== undefined) return event;
    const method = this.#methods.get(id) ?? '';
    this.#methods.delete(id);
    return method;
  }
}

/** The id is kept as JSON text because a 64-bit integer does not fit into a number. */
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
