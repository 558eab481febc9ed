/**
 * The days on which fields of the current answers first appeared, by Binance's changelog. Recordings from before that
 * day lack the field. For a field that the changelog does not mention, the value is `by` and the day of a recording
 * that has the field.
 */
const appeared = {
  exchangeInfo: {
    '/rateLimits/*: intervalNum': '2018-11-13',
    '/symbols/*/filters/*: applyToMarket': '2018-11-13',
    '/symbols/*/filters/*: avgPriceMins': '2018-11-13',
    '/symbols/*: isMarginTradingAllowed': 'by 2021-05-14',
    '/symbols/*: isSpotTradingAllowed': 'by 2021-05-14',
    '/symbols/*: baseCommissionPrecision': 'by 2021-05-14',
    '/symbols/*: quoteCommissionPrecision': 'by 2021-05-14',
    '/symbols/*: ocoAllowed': '2019-08-15',
    '/symbols/*: quoteOrderQtyMarketAllowed': '2019-11-13',
    '/symbols/*: quoteAssetPrecision': '2020-04-25',
    '/symbols/*: permissions': '2020-04-25',
    '/symbols/*: allowTrailingStop': '2022-02-28',
    '/symbols/*: cancelReplaceAllowed': '2022-06-15',
    '/symbols/*: allowedSelfTradePreventionModes': '2022-12-05',
    '/symbols/*: defaultSelfTradePreventionMode': '2022-12-05',
    '/symbols/*: permissionSets': '2024-04-02',
    '/symbols/*: otoAllowed': '2024-04-02',
    '/symbols/*: amendAllowed': '2025-04-24',
    '/symbols/*: pegInstructionsAllowed': '2025-08-27',
    '/symbols/*: opoAllowed': '2025-12-02',
  },
  // The answers for new, cancelled and queried orders have these fields.
  order: {
    '/: cummulativeQuoteQty': '2018-07-18',
    '/: orderListId': '2019-08-15',
    '/: selfTradePreventionMode': '2022-12-05',
  },
  queriedOrder: {
    '/: origQuoteOrderQty': '2019-11-13',
    '/: workingTime': '2022-12-05',
  },
  newOrder: {
    '/: workingTime': '2022-12-05',
    '/: origQuoteOrderQty': '2024-12-09',
  },
  cancelledOrder: {
    '/: transactTime': '2023-07-11',
    '/: origQuoteOrderQty': '2024-12-09',
  },
  averagePrice: { '/: closeTime': '2023-12-04' },
} satisfies Record<string, Record<string, string>>;

/** A kind of answer to which the exchange has added fields over time. */
export type Subject = keyof typeof appeared;

/**
 * Returns the expected differences between a recording of `day` and the current answers: one for each field that did
 * not exist on that day.
 */
export function missingFieldsOn(day: string, ...subjects: Subject[]): string[] {
  return subjects
    .flatMap((subject) => Object.entries<string>(appeared[subject]))
    .filter(([, since]) => day < since.replace('by ', ''))
    .map(([field]) => `${field} is missing`)
    .sort();
}
