import { hideQueries } from '../encoding/hide-queries.js';
import { redactData, safeCause } from '../encoding/redact-data.js';
import type { Call, Reply } from '../operations/call.js';
import type { Transport } from './transport.js';

/**
 * Sends a call, and removes its secrets from the reply or error. The exchange, a proxy or a socket may repeat the API key or a
 * signature in the text of a refusal, in an error or in a close reason. Replies are redacted after they were decoded, whatever
 * the transport.
 */
export function sendRedacted(transport: Transport, call: Call): Promise<Reply> {
  return transport.send(call).then(
    (reply) => redactReply(call, reply),
    (thrown) => {
      throw redactError(call, thrown);
    },
  );
}

function redactReply(call: Call, reply: Reply): Reply {
  try {
    return reply?.status < 400 ? reply : { ...reply, data: redactData(reply?.data, redactorOf(call)) };
  } catch {
    // A reply came, so what was thrown here says nothing about the request.
    throw new Error('the reply cannot be read');
  }
}

/** An error of the library keeps its class and its fields. Other errors become a `cause` later and are redacted then. */
function redactError(call: Call, thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const redact = redactorOf(call);
  const message = redact(thrown.message);
  if (message !== thrown.message) {
    thrown.stack = `${thrown.name}: ${message}`;
    thrown.message = message;
  }
  const { cause } = thrown;
  if (cause instanceof Error && redact(cause.message) !== cause.message) thrown.cause = safeCause(cause, redact);
  return thrown;
}

/** A function that removes the secrets of a call from texts, and the query of every URL. */
export function redactorOf({ credentials }: Call): (text: string) => string {
  return credentials?.redactor() ?? hideQueries;
}
