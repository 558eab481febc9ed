/** The raw end of one socket, as a face has it: in memory, over `ws`, or behind msw. */
export interface Wire {
  readonly ip: string;
  /** Path and query as the client asked: `/stream?streams=bnbbtc@trade`. */
  readonly url: string;
  /** Bytes sent and not yet taken by the client; 0 where the face cannot tell. */
  readonly bufferedAmount: number;
  send(text: string): void;
  ping(payload: string): void;
  close(code: number, reason: string): void;
  terminate(): void;
  /** The exchange has given the socket up and cannot tell the client: the connection is half-open. */
  lose(): void;
}

/** What a face tells about its socket once it is accepted. */
export interface WireEvents {
  message(text: string): void;
  /** A ping frame came; the face answers it by itself. */
  ping(): void;
  pong(payload: string): void;
  /** Whether a closing handshake would get through: not while the connection is half-open. */
  reachable(): boolean;
  /** The socket is gone, from either side. Told once. */
  closed(): void;
}

/** Why a socket is not opened: the HTTP answer to its upgrade. */
export type Refusal = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};
