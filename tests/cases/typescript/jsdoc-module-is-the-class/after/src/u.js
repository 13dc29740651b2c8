/** @param {import('./lib/new')} x */
function f(x) {}
exports.f = f;
