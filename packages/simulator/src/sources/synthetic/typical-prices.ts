/** Approximate prices of assets in dollars, so that synthetic markets have plausible numbers. */
const DOLLARS: Readonly<Record<string, number>> = {
  BTC: 62_000,
  ETH: 3_100,
  BNB: 590,
  LTC: 84,
  SOL: 150,
  XRP: 0.55,
  ADA: 0.45,
  DOGE: 0.12,
  TRX: 0.13,
  SHIB: 0.000012,
  PEPE: 0.00001,
  BONK: 0.00002,
  FLOKI: 0.00009,
  BTTC: 0.0000006,
  EUR: 1.08,
  USDT: 1,
  USDC: 1,
  FDUSD: 1,
  BUSD: 1,
  USD: 1,
};

/** Returns a plausible price of one asset in units of another. It is at least ten times the smallest tick size. */
export function typicalPrice(baseAsset: string, quoteAsset: string): number {
  return Math.max(dollarPrice(baseAsset) / dollarPrice(quoteAsset), 0.000_000_1);
}

/**
 * Returns a plausible price of an asset in dollars. The price of an unknown asset is derived from its name, and is
 * between 0.1 and 10.
 */
export function dollarPrice(asset: string): number {
  const known = DOLLARS[asset];
  if (known !== undefined) return known;
  let hash = 2166136261;
  for (let index = 0; index < asset.length; index++) hash = Math.imul(hash ^ asset.charCodeAt(index), 16777619);
  return 10 ** (((hash >>> 0) / 2 ** 32) * 2 - 1);
}
