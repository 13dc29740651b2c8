// Session timeouts are long.
/** Session handling. */
export const message = 'Session expired';
export const title = `Session ${message}`;
