const { h } = require('./help'), Thing = require('./old');
Thing.s(h);
