/** The object that carries the messages: a `MessagePort`, a `Worker`, or the global scope of a worker. */
export type Port = {
  /** Sends a message to the other side. */
  postMessage(message: unknown): void;
  /** Adds a listener of messages. */
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  /** Removes a listener of messages. */
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  /** Starts the delivery of messages. Only a `MessagePort` needs this. */
  start?(): void;
};

/** The URLs of the exchange. They are valid only inside the page. */
export type Addresses = {
  readonly name: string;
  readonly rest: string;
  readonly streams: string;
  readonly wsApi: string;
};

/** A message from the page to the exchange. Each request and each socket of a port has its own id. */
export type ToExchange =
  | { readonly kind: 'fetch'; readonly id: number; readonly url: string; readonly init: FetchInit }
  | { readonly kind: 'open'; readonly id: number; readonly url: string }
  | { readonly kind: 'send'; readonly id: number; readonly text: string }
  | { readonly kind: 'close'; readonly id: number; readonly code: number | undefined; readonly reason: string }
  | { readonly kind: 'control'; readonly id: number; readonly route: string; readonly fields: object }
  | { readonly kind: 'speed'; readonly id: number; readonly speed: number };

export type FetchInit = {
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | undefined;
};

/** A message from the exchange to the page. */
export type ToPage =
  | { readonly kind: 'ready'; readonly addresses: Addresses; readonly details: unknown }
  | { readonly kind: 'failed'; readonly message: string }
  | {
      readonly kind: 'response';
      readonly id: number;
      readonly status: number;
      readonly headers: readonly (readonly [string, string])[];
      readonly body: string;
    }
  | { readonly kind: 'noResponse'; readonly id: number; readonly message: string }
  | { readonly kind: 'opened'; readonly id: number }
  | { readonly kind: 'frame'; readonly id: number; readonly text: string }
  | {
      readonly kind: 'closed';
      readonly id: number;
      readonly code: number;
      readonly reason: string;
      readonly wasClean: boolean;
    }
  | { readonly kind: 'controlled'; readonly id: number; readonly status: number; readonly body: string }
  | { readonly kind: 'time'; readonly time: number; readonly elapsed: number; readonly speed: number };
