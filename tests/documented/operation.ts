/**
 * The parameters of a request, and the weight of the request. The value of the parameter `symbols` is the number of
 * symbols.
 */
export type WeightCase = readonly [params: Readonly<Record<string, string | number | boolean>>, weight: number];

/**
 * An operation of Binance's documentation: a WebSocket API method and, where there is one, the REST route with the same
 * parameters.
 */
export type DocumentedOperation = {
  readonly rest?: string;
  readonly security: 'NONE' | 'TRADE' | 'USER_DATA' | 'USER_STREAM' | 'SIGNED';
  /** Whether the request carries `apiKey`, `timestamp` and `signature`, and may carry `recvWindow`. */
  readonly isSigned: boolean;
  /**
   * The weight. If it depends on a parameter, the weights for the first and the last value of each range of the
   * parameter.
   */
  readonly weight: number | readonly WeightCase[];
  /** The weight of an accepted request, if it differs from that of a refused request. */
  readonly weightOnSuccess?: number;
  /** The weight of an accepted amendment that makes the order expire. */
  readonly weightOnExpiry?: number;
  /** How many orders the request adds to the count of unfilled orders. */
  readonly orders?: number;
  /**
   * The parameters and the type of each, without the parameters that signing adds. A type is `text`, `integer`,
   * `decimal`, `flag` or the name of an enum in `enums.ts`. `[]` marks a list and `!` a mandatory parameter.
   */
  readonly params: Readonly<Record<string, string>>;
};
