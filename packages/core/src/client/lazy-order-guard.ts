import type { Call } from '../operations/call.js';
import { getExchangeInfo } from '../operations/general/exchange-info.js';
import { dropOldest } from '../platform/drop-oldest.js';
import { loadedModule } from '../platform/loaded-module.js';
import type { CallGuard } from '../request/pipeline.js';
import type { OrderGuard, OrderGuardOptions, OrderRules } from '../rules/guard.js';
import { transportError } from '../transports/transport-error.js';

/**
 * Checks the orders of a client before they are sent. `rules` are the order rules of the symbols that the client uses.
 */
export type LazyOrderGuard = CallGuard & { readonly rules: OrderRules };

/**
 * Creates the object that checks the orders of a client. It loads the code of the order rules with `import()` when the
 * first order is checked or the first rule is read. This code is a quarter of a client's code, and a client that only
 * reads market data does not need it. Replies that contain rules are stored until this code is loaded and can read
 * them.
 */
export function createLazyOrderGuard(options: OrderGuardOptions): LazyOrderGuard {
  /** The most replies that are kept until the order rules are loaded. */
  const MOST_REPLIES = 32;

  const replies = new Map<string, readonly [call: Call, data: unknown, at: number]>();
  let guard: OrderGuard | undefined;

  /** Loads the code of the order rules, and creates the guard once. If loading fails, the next call tries again. */
  async function load(): Promise<OrderGuard> {
    const loading = loadedModule(import('../rules/guard.js'), 'the order rules');
    options.clock.hold?.(loading);
    const { createOrderGuard } = await loading;
    guard ??= createOrderGuard(options);
    for (const reply of replies.values()) guard.answered(...reply);
    replies.clear();
    return guard;
  }

  async function rules(): Promise<OrderRules> {
    try {
      return (guard ?? (await load())).rules;
    } catch (error) {
      throw transportError({ name: 'rules', operation: getExchangeInfo, params: {}, options: {} }, error, false);
    }
  }

  return {
    rules: {
      get: async (symbol) => (await rules()).get(symbol),
      refresh: async () => (await rules()).refresh(),
    },
    check(call) {
      if (!call.operation.orderForm || call.options.validate === false) return undefined;
      return guard ? guard.check(call) : load().then((loaded) => loaded.check(call));
    },
    answered(call, data) {
      if (guard) return guard.answered(call, data);
      if (!call.operation.updates) return;
      const key = call.name + JSON.stringify(call.params);
      // A newer reply replaces an older reply to the same call. The newer reply goes to the end, because the first
      // replies are discarded if there are too many.
      replies.delete(key);
      replies.set(key, [call, data, options.clock.monotonic()]);
      dropOldest(replies, MOST_REPLIES);
    },
    refused: (call, error) => guard?.refused(call, error),
  };
}
