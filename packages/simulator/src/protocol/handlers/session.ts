import { refusal } from '../../refusals/refusal.js';
import { INT } from '../parameters/parameter-types.js';
import type { WsSession } from '../session/ws-session.js';
import { type Call, type Route, route } from './handler.js';

function sessionOf({ session }: Call<unknown>): WsSession {
  if (!session) throw refusal('OPERATION_NOT_SUPPORTED');
  return session;
}

function status(call: Call<unknown>): Record<string, unknown> {
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

/** Ed25519 only. */
export const logOn: Route = route({}, (call) => {
  if (call.key?.type !== 'Ed25519') throw refusal('OPERATION_NOT_SUPPORTED');
  sessionOf(call).logOn(call.key);
  return status(call);
});

export const logOut: Route = route({}, (call) => {
  sessionOf(call).logOut();
  return status(call);
});

export const getSessionStatus: Route = route({}, status);

export const getSessionSubscriptions: Route = route({}, (call) =>
  sessionOf(call).subscriptionIds.map((subscriptionId) => ({ subscriptionId })),
);

export const subscribeUserData: Route = route({}, (call) => ({
  subscriptionId: sessionOf(call).subscribe(call.account, true),
}));

export const subscribeUserDataBySignature: Route = route({}, (call) => ({
  subscriptionId: sessionOf(call).subscribe(call.account, false),
}));

export const unsubscribeUserData: Route = route({ subscriptionId: INT }, (call) => {
  const { subscriptionId } = call.params;
  if (subscriptionId === undefined) sessionOf(call).unsubscribeAll();
  else sessionOf(call).unsubscribe(subscriptionId);
  return {};
});
