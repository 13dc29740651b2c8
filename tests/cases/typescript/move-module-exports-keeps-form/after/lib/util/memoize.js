"use strict";

/** Calls once. */
const memoize = fn => {
	let done, value;
	return () => (done ? value : ((done = true), (value = fn())));
};

module.exports = memoize;
