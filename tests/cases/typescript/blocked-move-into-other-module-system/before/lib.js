module.exports = {
  open() {},
  close() {},
};
