import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { isPlainDecimal, trimDecimal } from '../format.js';
import type { Market, Session } from '../session/index.js';

/** The fee rate until the account's own is known, as a fraction. */
const USUAL_FEE = '0.001';

/** The fee rate of the account for orders that trade at once. */
export function useFeeRate(session: Session, market: Market) {
  const rate = useSignal(USUAL_FEE);
  const account = session.account.value;
  useEffect(() => {
    const end = new AbortController();
    if (account) {
      session.client
        ?.getCommissionRates({ symbol: market.symbol }, { signal: end.signal })
        .then(({ standardCommission }) => {
          if (isPlainDecimal(standardCommission.taker)) rate.value = trimDecimal(standardCommission.taker);
        })
        .catch(() => undefined);
    }
    return () => end.abort();
  }, [account, market]);
  return rate;
}
