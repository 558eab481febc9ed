/**
 * The error codes that, as Binance documents, only the FIX API or a request for SBE answers returns, with their names.
 * They are in a file of their own, because a client requests JSON and never receives them.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/errors
 */
export const fixAndSbeErrorCodeNames: Readonly<Record<string, string | undefined>> = {
  '-1033': 'COMP_ID_IN_USE',
  '-1035': 'LOGGED_OUT',
  '-1152': 'INVALID_SBE_HEADER',
  '-1153': 'UNSUPPORTED_SCHEMA_ID',
  '-1155': 'SBE_DISABLED',
  '-1161': 'DEPRECATED_SCHEMA',
  '-1169': 'INVALID_TAG_NUMBER',
  '-1170': 'TAG_NOT_DEFINED_IN_MESSAGE',
  '-1171': 'TAG_APPEARS_MORE_THAN_ONCE',
  '-1172': 'TAG_OUT_OF_ORDER',
  '-1173': 'GROUP_FIELDS_OUT_OF_ORDER',
  '-1174': 'INVALID_COMPONENT',
  '-1175': 'RESET_SEQ_NUM_SUPPORT',
  '-1176': 'ALREADY_LOGGED_IN',
  '-1177': 'GARBLED_MESSAGE',
  '-1178': 'BAD_SENDER_COMPID',
  '-1179': 'BAD_SEQ_NUM',
  '-1180': 'EXPECTED_LOGON',
  '-1181': 'TOO_MANY_MESSAGES',
  '-1182': 'PARAMS_BAD_COMBO',
  '-1183': 'NOT_ALLOWED_IN_DROP_COPY_SESSIONS',
  '-1184': 'DROP_COPY_SESSION_NOT_ALLOWED',
  '-1185': 'DROP_COPY_SESSION_REQUIRED',
  '-1186': 'NOT_ALLOWED_IN_ORDER_ENTRY_SESSIONS',
  '-1187': 'NOT_ALLOWED_IN_MARKET_DATA_SESSIONS',
  '-1188': 'INCORRECT_NUM_IN_GROUP_COUNT',
  '-1189': 'DUPLICATE_ENTRIES_IN_A_GROUP',
  '-1190': 'INVALID_REQUEST_ID',
  '-1191': 'TOO_MANY_SUBSCRIPTIONS',
  '-1221': 'INVALID_SBE_MESSAGE_FIELD',
};
