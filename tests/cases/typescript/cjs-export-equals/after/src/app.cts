import NewStore = require('./new.cjs');

export const store = new NewStore();
