import { flag, integer, type Sample, text } from '../kinds.js';

const session = {
  apiKey: text,
  authorizedSince: integer,
  connectedSince: integer,
  returnRateLimits: flag,
  serverTime: integer,
  userDataStream: flag,
};

export const sessionAnswers: Readonly<Record<string, readonly Sample[]>> = {
  'session.logon': [session],
  'session.status': [session],
  'session.logout': [
    {
      apiKey: null,
      authorizedSince: null,
      connectedSince: integer,
      returnRateLimits: flag,
      serverTime: integer,
      userDataStream: flag,
    },
  ],
  'session.subscriptions': [[{ subscriptionId: integer }]],
  'userDataStream.subscribe': [{ subscriptionId: integer }],
  'userDataStream.subscribe.signature': [{ subscriptionId: integer }],
  'userDataStream.unsubscribe': [{}],
};
