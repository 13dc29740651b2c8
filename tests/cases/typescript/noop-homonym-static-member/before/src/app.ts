import { Registry } from './registry';

export const size = new Registry.OldStore().size;
