import { refusal } from '../../refusals/refusal.js';
import { INT } from '../parameters/parameter-types.js';
import type { WsSession } from '../ws-session.js';
import { defineHandler, type Handler, type HandlerRequest } from './handler.js';

function sessionOf({ session }: HandlerRequest<unknown>): WsSession {
  if (!session) throw refusal('OPERATION_NOT_SUPPORTED');
  return session;
}

function status(call: HandlerRequest<unknown>): Record<string, unknown> {
  const session = sessionOf(call);
  return {
    apiKey: session.key?.apiKey ?? null,
    authorizedSince: session.authorizedSince === undefined ? null : call.time(session.authorizedSince),
    connectedSince: call.time(session.connectedSince),
    returnRateLimits: session.returnRateLimits,
    serverTime: call.time(call.now),
    userDataStream: session.subscriptionIds.length > 0,
  };
}

/** Only Ed25519 keys can log on to the WebSocket API. */
export const logOn: Handler = defineHandler({}, (call) => {
  if (call.key?.type !== 'Ed25519') throw refusal('OPERATION_NOT_SUPPORTED');
  sessionOf(call).logOn(call.key);
  return status(call);
});

export const logOut: Handler = defineHandler({}, (call) => {
  sessionOf(call).logOut();
  return status(call);
});

export const getSessionStatus: Handler = defineHandler({}, status);

export const getSessionSubscriptions: Handler = defineHandler({}, (call) =>
  sessionOf(call).subscriptionIds.map((subscriptionId) => ({ subscriptionId })),
);

export const subscribeUserData: Handler = defineHandler({}, (call) => ({
  subscriptionId: sessionOf(call).subscribe(call.account, true),
}));

export const subscribeUserDataBySignature: Handler = defineHandler({}, (call) => ({
  subscriptionId: sessionOf(call).subscribe(call.account, false),
}));

export const unsubscribeUserData: Handler = defineHandler({ subscriptionId: INT }, (call) => {
  const { subscriptionId } = call.params;
  if (subscriptionId === undefined) sessionOf(call).unsubscribeAll();
  else sessionOf(call).unsubscribe(subscriptionId);
  return {};
});
