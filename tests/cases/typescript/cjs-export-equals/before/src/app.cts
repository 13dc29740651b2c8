import OldStore = require('./legacy.cjs');

export const store = new OldStore();
