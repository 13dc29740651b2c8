var Thing = module.exports = function () {};
