module.exports = {
  open() {
    return this.close();
  },
  close() {},
};
