import type { DocumentedCode } from './documented-code.js';

/** Codes by which the exchange refuses orders, API keys and subscriptions: -2000 and below. */
export const orderCodes: readonly DocumentedCode[] = [
  { code: -2010, name: 'NEW_ORDER_REJECTED', messages: [] },
  { code: -2011, name: 'CANCEL_REJECTED', messages: [] },
  { code: -2013, name: 'NO_SUCH_ORDER', messages: ['Order does not exist.'] },
  { code: -2014, name: 'BAD_API_KEY_FMT', messages: ['API-key format invalid.'] },
  { code: -2015, name: 'REJECTED_MBX_KEY', messages: ['Invalid API-key, IP, or permissions for action.'] },
  {
    code: -2016,
    name: 'NO_TRADING_WINDOW',
    messages: ['No trading window could be found for the symbol. Try ticker/24hrs instead.'],
  },
  { code: -2021, name: null, messages: ['Order cancel-replace partially failed.'] },
  { code: -2022, name: null, messages: ['Order cancel-replace failed.'] },
  {
    code: -2026,
    name: 'ORDER_ARCHIVED',
    messages: ['Order was canceled or expired with no executed qty over 90 days ago and has been archived.'],
  },
  { code: -2035, name: 'SUBSCRIPTION_ACTIVE', messages: ['User Data Stream subscription already active.'] },
  { code: -2036, name: 'SUBSCRIPTION_INACTIVE', messages: ['User Data Stream subscription not active.'] },
  { code: -2038, name: 'ORDER_AMEND_REJECTED', messages: [] },
  { code: -2039, name: 'CLIENT_ORDER_ID_INVALID', messages: ['Client order ID is not correct for this order ID.'] },
  { code: -2042, name: 'MAXIMUM_SUBSCRIPTION_IDS', messages: ['Maximum subscription ID reached for this connection.'] },
  { code: -2043, name: 'NO_REFERENCE_PRICE', messages: ["This symbol doesn't have a reference price."] },
];
