export { startCompanions } from './companions';
export type { Neighbourhood } from './companions';
