'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
var _legacy = require('./legacy');
Object.keys(_legacy).forEach(function (key) {
  if (key === 'default' || key === '__esModule') return;
  Object.defineProperty(exports, key, {
    enumerable: true,
    get: function () {
      return _legacy[key];
    },
  });
});
