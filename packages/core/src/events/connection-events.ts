/** A connection opened, for the first time or after a loss. */
export type ConnectEvent = {
  /** Name of the connection: `wsApi`, `user`, `market-1`. */
  readonly connection: string;
  /** How long the connection was not open, in ms; undefined if it opened for the first time. */
  readonly downtime: number | undefined;
};

/** A connection closed or was lost. A lost connection reconnects by itself. */
export type DisconnectEvent = {
  /** Name of the connection: `wsApi`, `user`, `market-1`. */
  readonly connection: string;
  /** Why the connection is not open any more. */
  readonly reason: string;
};

/** A new socket replaced the old socket of an open connection, before the exchange closed the old one. */
export type RenewEvent = {
  /** Name of the connection: `wsApi`, `user`, `market-1`. */
  readonly connection: string;
  /** Why the socket was replaced. */
  readonly reason: string;
};

/** The events of a connection, by name. */
export type ConnectionEvents = {
  /** A connection opened, for the first time or after a loss. */
  connect: ConnectEvent;
  /** A connection closed or was lost. */
  disconnect: DisconnectEvent;
  /** A new socket replaced the old socket of an open connection. */
  renew: RenewEvent;
};
