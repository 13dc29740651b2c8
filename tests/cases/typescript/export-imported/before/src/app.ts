import Fallback, { OldStore } from './index';

export const stores = [new OldStore(), new Fallback()];
