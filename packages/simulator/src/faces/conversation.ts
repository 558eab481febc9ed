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
      const request = parse(text);
      const id = JSON.stringify(request.id ?? null);
      const method = String(request.method ?? '');
      methods.set(id, method);
      return { method, id };
    },
    subjectOf(text) {
      const frame = parse(text);
      if (typeof frame.event === 'object' && frame.event !== null) return String((frame.event as { e?: unknown }).e);
      const id = JSON.stringify(frame.id ?? null);
      const method = methods.get(id) ?? '';
      methods.delete(id);
      return method;
    },
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
