function OldStore() {
  this.size = 1;
}

OldStore.prototype.get = function (key) {
  return key;
};

exports.first = new OldStore().size;
