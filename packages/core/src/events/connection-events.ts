/** A connection opened, for the first time or after it was lost. */
export type ConnectEvent = {
  /** The name of the connection, such as `wsApi`, `user` or `market-1`. */
  readonly connection: string;
  /** How long there was no connection, in ms; undefined if it opened for the first time. */
  readonly downtime: number | undefined;
};

/** A connection closed or was lost. A lost connection reconnects by itself. */
export type DisconnectEvent = {
  /** The name of the connection, such as `wsApi`, `user` or `market-1`. */
  readonly connection: string;
  /** Why the connection closed or was lost. */
  readonly reason: string;
};

/** A new socket replaced the old socket of an open connection, before the exchange closed the old one. */
export type RenewEvent = {
  /** The name of the connection, such as `wsApi`, `user` or `market-1`. */
  readonly connection: string;
  /** Why the socket was replaced. */
  readonly reason: string;
};

/** The names of the events of a connection, each with the type of its event. */
export type ConnectionEvents = {
  /** A connection opened, for the first time or after it was lost. */
  connect: ConnectEvent;
  /** A connection closed or was lost. */
  disconnect: DisconnectEvent;
  /** A new socket replaced the old socket of an open connection. */
  renew: RenewEvent;
};
