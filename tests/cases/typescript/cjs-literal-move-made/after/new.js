const { make } = require('./make');

// Opens.
const open = make({
  text: 'a\
    b',
}); // made once

module.exports = { open };
