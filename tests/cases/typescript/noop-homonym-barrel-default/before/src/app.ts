import OldStore, { other } from './index';

export const all = [new OldStore(), other];
