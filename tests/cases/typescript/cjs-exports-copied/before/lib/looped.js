const legacy = require('./legacy');

for (const key of Object.keys(legacy)) exports[key] = legacy[key];
