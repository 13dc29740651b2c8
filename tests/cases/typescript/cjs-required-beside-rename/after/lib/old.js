class NewThing { static s() {} }
module.exports = NewThing;
