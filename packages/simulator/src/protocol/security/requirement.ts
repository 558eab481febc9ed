import type { Endpoint } from '../router.js';
import type { Permission } from './api-keys.js';

/** What an operation asks of its caller. */
export type Requirement = {
  readonly signed: boolean;
  /** `session`: only a connection that is logged on will do. */
  readonly key: 'any' | 'session' | undefined;
  readonly permission: Permission | undefined;
};

export function requirementOf({ operation }: Endpoint): Requirement {
  const { security } = operation;
  if (security === 'NONE') return { signed: false, key: undefined, permission: undefined };
  const signed = operation.signed !== false;
  return { signed, key: signed ? 'any' : 'session', permission: security === 'SIGNED' ? undefined : security };
}
