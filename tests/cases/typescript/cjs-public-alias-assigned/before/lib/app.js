const { FileStore } = require('./legacy');
new FileStore();
