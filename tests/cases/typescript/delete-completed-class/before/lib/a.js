const util = require('util');
const EventEmitter = require('events');

exports.limit = 3;

function OldStore() {}
exports.OldStore = OldStore;

util.inherits(OldStore, EventEmitter);
Object.assign(OldStore.prototype, { close() {} });
['get', 'set'].forEach((method) => {
  OldStore.prototype[method] = () => method;
});
for (const kind of ['a', 'b']) OldStore.prototype[kind] = kind;
