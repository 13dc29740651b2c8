const memorize = (fn) => fn;

module.exports = memorize;
