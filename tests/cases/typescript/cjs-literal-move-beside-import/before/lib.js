import fs from 'fs';

module.exports = {
  open() {
    return fs;
  },
  close() {},
};
