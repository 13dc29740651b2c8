module.exports = function open() {};
