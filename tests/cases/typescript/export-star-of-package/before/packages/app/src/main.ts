import { OldStore } from '@acme/sdk';

export const store = new OldStore();
