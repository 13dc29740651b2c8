const { h } = require('./help'), Thing = require('./util/new');
Thing.s(h);
