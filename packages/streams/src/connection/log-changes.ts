import type { Logger } from '@pkg/core';
import type { StatusChange } from './status-board.js';

/**
 * Returns a function that writes changes of connections to the log: the loss of a connection as a warning, any other
 * change for debugging.
 */
export function logChanges(logger: Logger | undefined): (change: StatusChange) => void {
  const open = new Set<string>();
  return (change) => {
    const { connection, connectionStatus } = change;
    const wasOpen = open.delete(connection);
    if (connectionStatus === 'open') open.add(connection);
    const isLost = connectionStatus === 'failed' || (wasOpen && connectionStatus === 'reconnecting');
    logger?.[isLost ? 'warn' : 'debug']?.(`${connection}: ${connectionStatus}`, change);
  };
}
