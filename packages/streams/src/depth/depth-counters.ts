/**
 * Why a book was resynced, which means that it was rebuilt because it may be wrong:
 *
 * - `gap`: updates are missing between two events.
 * - `malformed`: a frame could not be read.
 * - `crossed`: the best bid was at or above the best ask.
 * - `overflow`: more than 10,000 events, or 8 MiB of them, waited for a snapshot.
 * - `reconnect`: the connection was lost.
 * - `lagged`: events were dropped, because the reader of the stream was too slow.
 * - `ahead`: the update id of the snapshot was above those of the events, and the events did not reach it in time. The
 * snapshot may come from another exchange than the stream, such as the testnet.
 * - `depleted`: the price moved so far that the snapshot no longer covers the best levels.
 * - `silent`: the stream stopped, or never began, while the exchange had updates.
 * - `rewound`: the update ids went back, because the exchange was restarted or a recording starts over.
 */
export type ResyncReason =
  | 'gap'
  | 'malformed'
  | 'crossed'
  | 'overflow'
  | 'reconnect'
  | 'lagged'
  | 'rewound'
  | 'ahead'
  | 'depleted'
  | 'silent';

/**
 * Why a book is not live: the reason for its resync, or `woke` if the exchange has not answered yet after a sleep of
 * the machine. The reason is also `woke` while the new connection of a renewal does not carry the stream yet, although
 * the old connection is lost or the stream has fallen silent.
 */
export type StaleReason = ResyncReason | 'woke';

/** Counters of a book since it was opened. */
export type DepthCounters = {
  /** Events that were received. */
  events: number;
  /** Events that were applied to the book. */
  applied: number;
  /** Events whose updates the book already contained. */
  old: number;
  /** Frames that are not a depth event of this symbol. */
  malformed: number;
  /** The number of resyncs for each reason. */
  resyncs: Record<ResyncReason, number>;
  /** Counters of snapshots. */
  snapshots: {
    /** Requests for a snapshot that were sent. */
    requested: number;
    /** Snapshots that were received. */
    received: number;
    /** Snapshots that were received, but were older than the events. */
    tooOld: number;
    /** Requests for a snapshot that failed. */
    failed: number;
    /**
     * Snapshots that replaced an earlier snapshot of a live book, before the price moved beyond the levels of the
     * earlier one.
     */
    renewed: number;
    /** Small snapshots that were compared with the book while its stream was silent. */
    checks: number;
    /** Request weight that the snapshots used. */
    weight: number;
  };
};

export function createCounters(): DepthCounters {
  return {
    events: 0,
    applied: 0,
    old: 0,
    malformed: 0,
    resyncs: {
      gap: 0,
      malformed: 0,
      crossed: 0,
      overflow: 0,
      reconnect: 0,
      lagged: 0,
      rewound: 0,
      ahead: 0,
      depleted: 0,
      silent: 0,
    },
    snapshots: { requested: 0, received: 0, tooOld: 0, failed: 0, renewed: 0, checks: 0, weight: 0 },
  };
}
