import type { Limiter } from '../src/limits/limiter.js';
import type { Permit } from '../src/limits/permit.js';
import { copyReply } from '../src/request/read-reply.js';
import { readRefusal } from '../src/request/refusal.js';

/**
 * Wraps a permit. The new permit reads the reply as the pipeline of a client does, and passes on the suspension that a
 * refusal asks for.
 */
export function readingPermit(permit: Permit, limiter: Limiter): Permit {
  return (received) => {
    const reply = received && copyReply(received);
    permit(reply, reply && readRefusal(reply, limiter.now())?.suspension);
  };
}
