export { FleetLimits } from './fleet-limits.node.js';
