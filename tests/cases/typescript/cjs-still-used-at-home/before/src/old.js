function Thing() {}
setTimeout(() => Thing(), 0);
module.exports = Thing;
