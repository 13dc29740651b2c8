import OldStore = require('./other.cjs');

export const store = new OldStore();
