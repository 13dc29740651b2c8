export type { OldStore } from './legacy';
