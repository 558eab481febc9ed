import { activate } from './lists/activate.js';
import type { World } from './model/world.js';
import { fire } from './orders/start.js';

/** Does what the trades so far have set off, and what that sets off in turn. */
export function drain(world: World): void {
  for (let next = world.deferred.shift(); next; next = world.deferred.shift()) {
    if (next.kind === 'TRIGGERED') fire(world, next.order);
    else activate(world, next.list);
  }
}
