import type { SymbolCommission } from '@pkg/core';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Market, Session } from '../session/index.js';

/** Returns the account's commission rates on the symbol; undefined until they are read. */
export function useCommission(session: Session, market: Market): SymbolCommission | undefined {
  const commission = useSignal<SymbolCommission | undefined>(undefined);
  const account = session.account.value;
  useEffect(() => {
    const end = new AbortController();
    if (account) {
      session.trader
        .peek()
        ?.getCommissionRates({ symbol: market.symbol }, { signal: end.signal })
        .then((read) => {
          commission.value = read;
        })
        .catch(() => undefined);
    }
    return () => end.abort();
  }, [account, market]);
  return commission.value;
}
