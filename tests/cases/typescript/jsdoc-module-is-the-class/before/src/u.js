/** @param {import('./old')} x */
function f(x) {}
exports.f = f;
