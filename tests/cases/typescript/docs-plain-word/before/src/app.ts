import { Session } from './legacy';

// Session expired: open another one.
/** Session objects are cheap; a `Session` is one, see {@link Session}. */
export const session = new Session();
export const message = 'Session expired';
