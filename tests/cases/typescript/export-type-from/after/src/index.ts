export type { NewStore } from './new';
