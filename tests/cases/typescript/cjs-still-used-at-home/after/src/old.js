const Thing = require('./b/new');

setTimeout(() => Thing(), 0);
