/** The parameters of a request and its weight. The parameter `symbols` is given as the number of symbols. */
export type WeightCase = readonly [params: Readonly<Record<string, string | number | boolean>>, weight: number];

/**
 * One operation of the documents: a WebSocket API method and, where there is one, the REST route with the same
 * parameters.
 */
export type DocumentedOperation = {
  readonly rest?: string;
  readonly security: 'NONE' | 'TRADE' | 'USER_DATA' | 'USER_STREAM' | 'SIGNED';
  /** Whether the request carries `apiKey`, `timestamp` and `signature`, and may carry `recvWindow`. */
  readonly isSigned: boolean;
  /** The weight. If it depends on parameters: the weights at both ends of each range of their values. */
  readonly weight: number | readonly WeightCase[];
  /** The weight of an accepted request, if it differs from the weight of a refused one. */
  readonly weightOnSuccess?: number;
  /** The weight of an accepted amendment by which the order expires. */
  readonly weightOnExpiry?: number;
  /** How many orders the request adds to the count of unfilled orders. */
  readonly orders?: number;
  /**
   * The parameters, without those of a signature, and the kind of each: `text`, `integer`, `decimal`, `flag` or the
   * name of an enum in `enums.ts`; `[]` marks a list and `!` a mandatory parameter.
   */
  readonly params: Readonly<Record<string, string>>;
};
