module.exports = {
  OldStore: require('./legacy').OldStore,
  version: 1,
};
