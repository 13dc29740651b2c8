import { OldStore } from '@acme/core/src/legacy.js';

export const store = new OldStore();
