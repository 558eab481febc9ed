import type { Call } from '../operations/operation.js';
import type { CallGuard } from '../request/pipeline.js';
import { transportError } from '../request/transport-error.js';
import type { OrderGuardOptions, OrderRules } from '../rules/guard.js';
import { late } from './part.js';
import type { RulesPart } from './parts.js';

/** The client methods that place or amend orders, by their names. */
export const placing: RegExp = /^(?:create|cancelReplace|amend)/;
/** Those whose answers teach the rules. */
const teaching = /^get(?:ExchangeInfo|MyFilters)$/;

type Lesson = readonly [call: Call, data: unknown, at: number];

/**
 * A client's guard, whose rules may be loaded before the first order is checked only. Until then it keeps what there is
 * to learn. `question` is how errors name what is asked for the rules alone.
 */
export function lateGuard(
  part: RulesPart,
  options: OrderGuardOptions,
  question: Call,
): CallGuard & { readonly rules: OrderRules } {
  const { clock } = options;
  const lessons = new Map<string, Lesson>();
  const guard = late(part, ({ guardOrders }) => {
    const made = guardOrders(options);
    for (const lesson of lessons.values()) made.answered(...lesson);
    lessons.clear();
    return made;
  });

  async function rules(): Promise<OrderRules> {
    try {
      return (await guard.make()).rules;
    } catch (error) {
      throw transportError(question, error, false);
    }
  }

  return {
    rules: {
      get: async (symbol) => (await rules()).get(symbol),
      refresh: async () => (await rules()).refresh(),
    },
    check(call) {
      if (guard.made) return guard.made.check(call);
      if (call.options.validate === false || !placing.test(call.name)) return undefined;
      return guard.make().then((made) => made.check(call));
    },
    answered(call, data) {
      if (guard.made) return guard.made.answered(call, data);
      if (!teaching.test(call.name)) return;
      const key = call.name + JSON.stringify(call.params);
      // The same question again replaces the answer, and comes last.
      lessons.delete(key);
      lessons.set(key, [call, data, clock.monotonic()]);
    },
    refused: (call, error) => guard.made?.refused(call, error),
  };
}
