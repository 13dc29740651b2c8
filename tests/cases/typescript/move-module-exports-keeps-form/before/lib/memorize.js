"use strict";

/** @template T @typedef {() => T} Returning */

/**
 * Calls once.
 * @template T
 * @param {Returning<T>} fn what to call
 * @returns {Returning<T>} what remembers
 */
const memoize = fn => {
	let done, value;
	return () => (done ? value : ((done = true), (value = fn())));
};

module.exports = memoize;
