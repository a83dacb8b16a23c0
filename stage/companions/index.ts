export { buildCompanions } from './companion-images';
export type { CompanionImages } from './companion-images';
export { startCompanions } from './companions';
export type { Neighbourhood } from './companions';
