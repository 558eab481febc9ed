import type { Limiter } from '../src/limits/limiter.js';
import type { Permit } from '../src/limits/permit.js';
import { copyReply } from '../src/request/read-reply.js';
import { readRefusal } from '../src/request/refusal.js';

/**
 * Wraps a permit of the limiter. A permit is a function that must be called with the reply when a call has ended. The
 * new permit first reads the reply as a client does, and so also tells the limiter for how long a refusal suspends
 * requests.
 */
export function readingPermit(permit: Permit, limiter: Limiter): Permit {
  return (received) => {
    const reply = received && copyReply(received);
    permit(reply, reply ? readRefusal(reply, limiter.now())?.suspension : undefined);
  };
}
