const { memoize } = require("./util/memoize");

module.exports = memoize(() => 1);
