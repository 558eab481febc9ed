import type { DocumentedCode } from './documented-code.js';

/** Codes for failures of the server or of the network: -1000 to -1099. */
export const serverCodes: readonly DocumentedCode[] = [
  { code: -1000, name: 'UNKNOWN', messages: ['An unknown error occurred while processing the request.'] },
  {
    code: -1001,
    name: 'DISCONNECTED',
    messages: ['Internal error; unable to process your request. Please try again.'],
  },
  { code: -1002, name: 'UNAUTHORIZED', messages: ['You are not authorized to execute this request.'] },
  {
    code: -1003,
    name: 'TOO_MANY_REQUESTS',
    messages: [
      'Too many requests queued.',
      'Too much request weight used; current limit is %s request weight per %s. Please use WebSocket Streams for live updates to avoid polling the API.',
      'Way too much request weight used; IP banned until %s. Please use WebSocket Streams for live updates to avoid bans.',
    ],
  },
  {
    code: -1006,
    name: 'UNEXPECTED_RESP',
    messages: ['An unexpected response was received from the message bus. Execution status unknown.'],
  },
  {
    code: -1007,
    name: 'TIMEOUT',
    messages: ['Timeout waiting for response from backend server. Send status unknown; execution status unknown.'],
  },
  {
    code: -1008,
    name: 'SERVER_BUSY',
    messages: ['Server is currently overloaded with other requests. Please try again in a few minutes.'],
  },
  { code: -1010, name: 'ERROR_MSG_RECEIVED', messages: [] },
  { code: -1013, name: 'INVALID_MESSAGE', messages: [] },
  { code: -1014, name: 'UNKNOWN_ORDER_COMPOSITION', messages: ['Unsupported order combination.'] },
  {
    code: -1015,
    name: 'TOO_MANY_ORDERS',
    messages: ['Too many new orders.', 'Too many new orders; current limit is %s orders per %s.'],
  },
  { code: -1016, name: 'SERVICE_SHUTTING_DOWN', messages: ['This service is no longer available.'] },
  { code: -1020, name: 'UNSUPPORTED_OPERATION', messages: ['This operation is not supported.'] },
  {
    code: -1021,
    name: 'INVALID_TIMESTAMP',
    messages: [
      'Timestamp for this request is outside of the recvWindow.',
      "Timestamp for this request was 1000ms ahead of the server's time.",
    ],
  },
  { code: -1022, name: 'INVALID_SIGNATURE', messages: ['Signature for this request is not valid.'] },
  {
    code: -1033,
    name: 'COMP_ID_IN_USE',
    messages: [
      'SenderCompId(49) is currently in use. Concurrent use of the same SenderCompId within one account is not allowed.',
    ],
    onlyFix: true,
  },
  {
    code: -1034,
    name: 'TOO_MANY_CONNECTIONS',
    messages: [
      "Too many concurrent connections; current limit is '%s'.",
      "Too many connection attempts for account; current limit is %s per '%s'.",
      "Too many connection attempts from IP; current limit is %s per '%s'.",
    ],
  },
  { code: -1035, name: 'LOGGED_OUT', messages: ['Please send Logout<5> message to close the session.'], onlyFix: true },
  { code: -1099, name: null, messages: ['Not found, authenticated, or authorized'] },
];
