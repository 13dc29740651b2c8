import { OldStore } from '@acme/vendor';

export const store = new OldStore();
