const { h } = require('./help'), NewThing = require('./old');
NewThing.s(h);
