// How everything but pages has the parts: here from the start, so that on virtual time nothing waits for a disk.

import * as opened from '../connection/wait-until-open.js';
import * as reading from '../market/read-streams.js';
import * as upkeep from '../market/upkeep.js';
import * as accounts from '../user/user-accounts.js';

export async function loadAccounts(): Promise<typeof accounts> {
  return accounts;
}

export async function loadReading(): Promise<typeof reading> {
  return reading;
}

export async function loadOpened(): Promise<typeof opened> {
  return opened;
}

export async function loadUpkeep(): Promise<typeof upkeep> {
  return upkeep;
}
