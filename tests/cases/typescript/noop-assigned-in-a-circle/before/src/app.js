let stream = require('stream');
const made = stream;
stream = made.default;
stream.bar;
