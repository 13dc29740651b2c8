import { OldStore } from './legacy';

// OldStore is slow to open, so there is one.
/** The one {@link OldStore}; see `OldStore.get`. */
export const store = new OldStore(); /* an OldStore */
