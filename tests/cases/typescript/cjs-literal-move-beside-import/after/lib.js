module.exports = {
  close() {},
};
