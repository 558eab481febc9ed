import { refusal } from '../../../refusals/refusal.js';
import { amount } from '../../types/amount.js';
import type { AssetFilter, ExchangeFilter } from '../../types/index.js';
import { passesExchangeFilter } from './count-filters.js';
import { type FilterSubject, notionals } from './filter-subject.js';
import type { FilterCheck, SymbolRules } from './symbol-filters.js';

/**
 * Checks an order against the filters of its symbol, of the exchange and of its account.
 *
 * @throws {Refusal} FILTER_FAILURE with the first filter that the order fails
 */
export function checkFilters(
  rules: SymbolRules,
  subject: FilterSubject,
  exchangeFilters: readonly ExchangeFilter[],
): void {
  if (subject.owner.account.house) return checkAll(rules.houseChecks, subject);
  checkAll(rules.checks, subject);
  for (const filter of exchangeFilters) {
    if (!passesExchangeFilter(filter, subject)) refuse(filter.filterType);
  }
  for (const filter of subject.owner.account.assetFilters) {
    if (!passesAssetFilter(filter, subject)) refuse(filter.filterType);
  }
}

/** Applies the filters on quantities to an order that is to be amended. @throws {Refusal} FILTER_FAILURE */
export function checkQuantityFilters(rules: SymbolRules, subject: FilterSubject): void {
  checkAll(rules.quantityChecks, subject);
}

/**
 * Applies the filters on prices to an order whose quantity is not known yet: a pending order of an OPO or OPOCO.
 * @throws {Refusal} FILTER_FAILURE
 */
export function checkPriceFilters(rules: SymbolRules, subject: FilterSubject): void {
  checkAll(rules.priceChecks, subject);
}

/** Whether the asset of the filter is the base or the quote asset of the symbol. */
export function concernsSymbol(filter: AssetFilter, info: { baseAsset: string; quoteAsset: string }): boolean {
  return filter.asset === info.baseAsset || filter.asset === info.quoteAsset;
}

function passesAssetFilter(filter: AssetFilter, subject: FilterSubject): boolean {
  const limit = amount(filter.limit);
  const { info } = subject.owner.market;
  if (info.baseAsset === filter.asset && subject.quantity > limit) return false;
  if (info.quoteAsset !== filter.asset) return true;
  return notionals(subject, 0).every((notional) => notional <= limit);
}

function checkAll(checks: readonly FilterCheck[], subject: FilterSubject): void {
  for (const { name, passes } of checks) if (!passes(subject)) refuse(name);
}

function refuse(filter: string): never {
  throw refusal('FILTER_FAILURE', { filter });
}
