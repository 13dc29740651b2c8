import * as core from './index';

export type Store = core.NewStore;
export const all = [core.version, new core.NewStore(), core['NewStore']];
