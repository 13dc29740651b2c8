import { NewStore } from './new';

// NewStore is slow to open, so there is one.
/** The one {@link NewStore}; see `NewStore.get`. */
export const store = new NewStore(); /* an NewStore */
