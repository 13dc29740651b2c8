"use strict";

const memoize = require("./util/memoize");

const get = memoize(() => require("./heavy"));
module.exports = { get, late: () => require("./util/memoize")(get) };
