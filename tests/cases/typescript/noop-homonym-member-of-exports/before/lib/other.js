exports.OldStore = class {
  get() {
    return 1;
  }
};
