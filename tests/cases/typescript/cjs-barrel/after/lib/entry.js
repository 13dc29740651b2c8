module.exports = {
  NewStore: require('./new').NewStore,
  version: 1,
};
