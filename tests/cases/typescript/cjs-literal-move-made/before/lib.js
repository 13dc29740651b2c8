const { make } = require('./make');

module.exports = {
  // Opens.
  open: make({
    text: 'a\
    b',
  }), // made once

  other: 1,
};
