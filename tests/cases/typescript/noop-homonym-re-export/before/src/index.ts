export { OldStore } from './other';
export type { OldStore as OldStoreType } from './other';
export * as other from './other';
