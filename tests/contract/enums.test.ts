import { readFileSync } from 'node:fs';
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
import { sharedPath } from '../support/shared.js';

type Documented = { values: string[]; onlyInSbeSchema?: string[] };

const facts = sharedPath('facts/enums.json');
const documented: Record<string, Documented> = facts ? JSON.parse(readFileSync(facts, 'utf8')).enums : {};

/** Documented enums and ours. */
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

/** Documented enums that callers neither pass nor read as such. */
const none = [
  'windowSize', // a pattern: the type WindowSize
  'securityType', // the type Security
  'dataSource', // of the documents only
  'depthLevels', // numbers in the names of streams
  'timeUnit', // an option of the client
  'ocoAboveType', // order types, by the types of the legs
  'ocoBelowType',
  'workingType',
];

describe.skipIf(!facts)('enums (needs ../shared/facts)', () => {
  it('are all documented ones', () => {
    expect([...Object.keys(enums), ...none].sort()).toEqual(Object.keys(documented).sort());
  });

  for (const [name, ours] of Object.entries(enums)) {
    it(`${name} has the documented values`, () => {
      const { values, onlyInSbeSchema = [] } = documented[name] as Documented;
      expect(Object.values(ours).sort()).toEqual([...values, ...onlyInSbeSchema].sort());
    });
  }
});
