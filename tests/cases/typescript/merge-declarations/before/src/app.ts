import { OldStore } from './legacy';

export const options: OldStore.Options = { size: OldStore.version };
export const extra = new OldStore().extra;
