import {
  AccountType,
  AllocationType,
  CancelReplaceMode,
  CancelReplaceResult,
  CancelRestrictions,
  ContingencyType,
  ExecutionRuleType,
  ExecutionType,
  ExpiryReason,
  KlineInterval,
  ListOrderStatus,
  ListStatusType,
  MatchType,
  NewOrderRespType,
  OrderRateLimitExceededMode,
  OrderRejectReason,
  OrderSide,
  OrderStatus,
  OrderType,
  PegOffsetType,
  PegPriceType,
  Permission,
  RateLimitInterval,
  RateLimitType,
  ReferencePriceCalculationType,
  SelfTradePreventionMode,
  SymbolStatus,
  SymbolStatusFilter,
  TickerType,
  TimeInForce,
  WorkingFloor,
} from '@pkg/core/enums';
import { describe, expect, it } from 'vitest';
import { type DocumentedEnum, enums as documented } from '../documented/index.js';

/** The client's enums. Each key is the name of the enum in `documented`. */
const enums: Record<string, Record<string, string>> = {
  symbolStatus: SymbolStatus,
  symbolStatusFilter: SymbolStatusFilter,
  permissions: Permission,
  orderStatus: OrderStatus,
  listStatusType: ListStatusType,
  listOrderStatus: ListOrderStatus,
  contingencyType: ContingencyType,
  allocationType: AllocationType,
  orderTypes: OrderType,
  newOrderRespType: NewOrderRespType,
  workingFloor: WorkingFloor,
  orderSide: OrderSide,
  timeInForce: TimeInForce,
  rateLimitType: RateLimitType,
  rateLimitInterval: RateLimitInterval,
  stpModes: SelfTradePreventionMode,
  executionTypes: ExecutionType,
  executionRules: ExecutionRuleType,
  expiryReason: ExpiryReason,
  klineIntervals: KlineInterval,
  tickerType: TickerType,
  cancelReplaceMode: CancelReplaceMode,
  cancelReplaceResult: CancelReplaceResult,
  cancelRestrictions: CancelRestrictions,
  orderRateLimitExceededMode: OrderRateLimitExceededMode,
  pegPriceType: PegPriceType,
  pegOffsetType: PegOffsetType,
  orderRejectReason: OrderRejectReason,
  matchType: MatchType,
  referencePriceCalculationType: ReferencePriceCalculationType,
  accountType: AccountType,
};

/** Enums of Binance's documentation for which the client has no enum. Each comment says what the client has instead. */
const notExported = [
  'windowSize', // The client has the type WindowSize, which is a pattern.
  'securityType', // The client has the type Security.
  'dataSource', // No parameter and no field has such a value.
  'depthLevels', // The names of streams contain these numbers.
  'timeUnit', // An option of the client selects the time unit.
  'ocoAboveType', // The parameters of order lists declare these order types, and those of the next two enums.
  'ocoBelowType',
  'workingType',
];

describe('enums', () => {
  it('are the documented ones', () => {
    expect([...Object.keys(enums), ...notExported].sort()).toEqual(Object.keys(documented).sort());
  });

  for (const [name, values] of Object.entries(enums)) {
    it(`${name} has the documented values`, () => {
      const { values: expected, onlyInSchema = [] } = documented[name] as DocumentedEnum;
      expect(Object.values(values).sort()).toEqual([...expected, ...onlyInSchema].sort());
    });
  }
});
