import { Connection } from './new';

// Session expired: open another one.
/** Session objects are cheap; a `Connection` is one, see {@link Connection}. */
export const session = new Connection();
export const message = 'Session expired';
