function open() {}
module.exports = open;
module.exports.close = function () {};
