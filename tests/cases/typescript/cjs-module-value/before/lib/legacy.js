class OldStore {}

function make() {
  return new OldStore();
}

module.exports = { OldStore, make };
