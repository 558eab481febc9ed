import { rawMembers } from '../protocol/parameters/json-members.js';

/** Tells which method a WebSocket API frame is about, so that a fault can strike one method and no other. */
export type Conversation = {
  /** Notes a request; gives its method and the JSON of its id. */
  asked(text: string): { readonly method: string; readonly id: string };
  /** The method that a frame answers, or the type of the event in it. */
  subjectOf(text: string): string;
};

export function createConversation(): Conversation {
  const methods = new Map<string, string>();
  return {
    asked(text) {
      const { id = 'null', method = '' } = read(text);
      methods.set(id, method);
      return { method, id };
    },
    subjectOf(text) {
      const { id = 'null', event } = read(text);
      if (event !== undefined) return event;
      const method = methods.get(id) ?? '';
      methods.delete(id);
      return method;
    },
  };
}

/** What a frame says of itself. The id stays as it was written: a 64-bit integer does not fit a number. */
type Frame = { readonly id?: string | undefined; readonly method?: string; readonly event?: string };

function read(text: string): Frame {
  const frame = parse(text);
  if (!frame) return {};
  const event = frame.event as { readonly e?: unknown } | null | undefined;
  return {
    id: new Map(rawMembers(text)).get('id'),
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
