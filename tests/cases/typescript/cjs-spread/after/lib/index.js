module.exports = {
  ...require('./legacy'),
  ...require('./new'),
};
