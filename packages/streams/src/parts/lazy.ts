// How pages have the parts: each loaded when it is first needed. Nothing is among them that is needed when the network is
// gone. Whoever bundles all into one file has them there.

export function loadAccounts(): Promise<typeof import('../user/user-accounts.js')> {
  return import('../user/user-accounts.js');
}

export function loadReading(): Promise<typeof import('../market/read-streams.js')> {
  return import('../market/read-streams.js');
}

export function loadOpened(): Promise<typeof import('../connection/wait-until-open.js')> {
  return import('../connection/wait-until-open.js');
}

/** Loaded once a connection is open, long before it has to be renewed. */
export function loadUpkeep(): Promise<typeof import('../market/upkeep.js')> {
  return import('../market/upkeep.js');
}
