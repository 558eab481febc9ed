import type { World } from './world.js';
export function exportState(_world: World): unknown {
  return undefined;
}
export function importState(_world: World, _state: unknown): void {}
