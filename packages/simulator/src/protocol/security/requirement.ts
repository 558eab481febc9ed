import type { AnyOperation } from '@pkg/core';
import type { Permission } from './api-keys.js';

/** The credentials that an operation requires. */
export type Requirement = {
  readonly signed: boolean;
  /**
   * `any`: the request or the log-on of its connection must provide a key. `own`: the request must provide a key, even
   * if the connection is logged on. `session`: the connection must be logged on, and a key in the request does not
   * suffice.
   */
  readonly key: 'any' | 'own' | 'session' | undefined;
  readonly permission: Permission | undefined;
};

export function requirementOf({ security, signed }: AnyOperation): Requirement {
  if (security === 'NONE') return { signed: false, key: undefined, permission: undefined };
  return {
    signed: signed !== false,
    key: signed === false ? 'session' : signed === 'always' ? 'own' : 'any',
    permission: security === 'SIGNED' ? undefined : security,
  };
}
