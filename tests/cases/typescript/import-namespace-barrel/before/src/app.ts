import * as core from './index';

export type Store = core.OldStore;
export const all = [core.version, new core.OldStore(), core['OldStore']];
