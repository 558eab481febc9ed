/** Why a book was fetched again. */
export type ResyncReason = 'gap' | 'malformed' | 'crossed' | 'overflow' | 'reconnect' | 'lagged' | 'rewound';

/** Why a book is not live: it is being fetched again, or the host slept and the exchange is being asked. */
export type StaleReason = ResyncReason | 'woke';

/** What happened in a book's life so far. */
export type DepthCounters = {
  /** Events received. */
  events: number;
  applied: number;
  /** Events that were in the book already. */
  old: number;
  /** Frames that were no depth event of this symbol. */
  malformed: number;
  /** Times the book was fetched again, by reason. */
  resyncs: Record<ResyncReason, number>;
  snapshots: {
    requested: number;
    received: number;
    /** Received and of no use, since they were older than the events. */
    tooOld: number;
    failed: number;
    /** Request weight spent. */
    weight: number;
  };
};

export function newCounters(): DepthCounters {
  return {
    events: 0,
    applied: 0,
    old: 0,
    malformed: 0,
    resyncs: { gap: 0, malformed: 0, crossed: 0, overflow: 0, reconnect: 0, lagged: 0, rewound: 0 },
    snapshots: { requested: 0, received: 0, tooOld: 0, failed: 0, weight: 0 },
  };
}
