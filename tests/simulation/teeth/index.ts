import { calls } from './calls.js';
import { connection } from './connection.js';
import { depth } from './depth.js';
import { limits } from './limits.js';
import { market } from './market.js';
import type { Plant } from './plant.js';
import { reports } from './reports.js';
import { subtle } from './subtle.js';
import { user } from './user.js';

export type { Plant } from './plant.js';

/**
 * All bugs that are planted into copies of the sources. The simulation should find each bug that a user could notice.
 */
export const plants: readonly (Plant & { readonly area: string })[] = Object.entries({
  ...{ calls, limits, connection, market, depth, user, reports, subtle },
}).flatMap(([area, of]) => of.map((plant) => ({ ...plant, area })));
