import { OldStore } from '@acme/core';

export const store = new OldStore();
