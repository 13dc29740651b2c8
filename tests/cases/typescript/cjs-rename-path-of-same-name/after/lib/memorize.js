const memoize = (fn) => fn;

module.exports = memoize;
