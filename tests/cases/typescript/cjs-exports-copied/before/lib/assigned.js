module.exports = Object.assign({}, require('./legacy'), { extra: 1 });
