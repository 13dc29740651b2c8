import { inner } from './index';

export const store = new inner.other.OldStore();
