import { OldStore } from './kinds';

export const kinds = [OldStore.Full, OldStore['Empty']];
