exports.open = function () {
  return exports.close();
};
exports.close = () => 1;
