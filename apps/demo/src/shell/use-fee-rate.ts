import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { isPlainDecimal, trimDecimal } from '../format.js';
import type { Market, Session } from '../session/index.js';

/** The fee rate that is assumed until the account's fee rate is known, as a fraction: 0.1 %. */
const USUAL_FEE = '0.001';

/** Returns the account's taker fee rate as a fraction. It applies to orders that trade at once. */
export function useFeeRate(session: Session, market: Market) {
  const rate = useSignal(USUAL_FEE);
  const account = session.account.value;
  useEffect(() => {
    const end = new AbortController();
    if (account) {
      session.trader
        .peek()
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
