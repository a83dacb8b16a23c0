export { compareStores } from './compare-stores';
export { SHAPE_NAMES } from './shape';
export type { ShapeName } from './shape';
export { isStoreId, STORE_IDS } from './store-id';
export type { StoreId } from './store-id';
export { StandIns } from './stand-ins';
export type { ComparedStores } from './stand-ins';
export type { StoreComparison } from './store-report';
export { storesTable } from './stores-table';
