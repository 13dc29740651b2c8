module.exports = {
  other: 1,
};
