"use strict";

const memoize = require("./memorize");

const get = memoize(() => require("./heavy"));
module.exports = { get, late: () => require("./memorize")(get) };
