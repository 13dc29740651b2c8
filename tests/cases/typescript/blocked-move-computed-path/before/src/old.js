exports.T = function (name) {
  return require('./' + name);
};
