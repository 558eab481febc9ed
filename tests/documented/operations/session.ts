import type { DocumentedOperation } from '../operation.js';

export const sessionOperations: Readonly<Record<string, DocumentedOperation>> = {
  'session.logon': { security: 'SIGNED', isSigned: true, weight: 2, params: {} },
  'session.status': { security: 'NONE', isSigned: false, weight: 2, params: {} },
  'session.logout': { security: 'NONE', isSigned: false, weight: 2, params: {} },
  'session.subscriptions': { security: 'NONE', isSigned: false, weight: 2, params: {} },
  'userDataStream.subscribe': { security: 'USER_STREAM', isSigned: false, weight: 2, params: {} },
  'userDataStream.subscribe.signature': { security: 'USER_STREAM', isSigned: true, weight: 2, params: {} },
  'userDataStream.unsubscribe': { security: 'NONE', isSigned: false, weight: 2, params: { subscriptionId: 'integer' } },
};
