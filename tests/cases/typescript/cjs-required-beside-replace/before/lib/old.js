class Thing { static s() {} }
module.exports = Thing;
