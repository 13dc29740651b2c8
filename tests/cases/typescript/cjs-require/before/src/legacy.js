'use strict';

class OldStore {
  get(key) {
    return key;
  }
}

module.exports = { OldStore };
