/** One price with the quantity offered there, as the exchange printed them. */
export type Level = readonly [price: string, quantity: string];

/** What `GET /api/v3/depth` answers, and what a partial depth stream carries. */
export type DepthSnapshot = {
  readonly lastUpdateId: number;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
};

/** A diff depth event in the exchange's own names. */
export type DepthEvent = {
  readonly e?: 'depthUpdate' | undefined;
  /** Event time. */
  readonly E?: number | undefined;
  /** Symbol. */
  readonly s?: string | undefined;
  /** First update id in the event. */
  readonly U: number;
  /** Last update id in the event. */
  readonly u: number;
  /** Bids to set; a quantity of zero removes the level. */
  readonly b: readonly Level[];
  /** Asks to set. */
  readonly a: readonly Level[];
};
