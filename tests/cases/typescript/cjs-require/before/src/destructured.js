'use strict';

const { OldStore } = require('./legacy');

module.exports = new OldStore();
