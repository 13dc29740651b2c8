const wrapped = wrap(require('./old'));
const list = [require('./old'), { a: require('./old') }];
const bound = require('./old').bind(null);
class A extends require('./old') {}
if (!require('./old')) run(...require('./old'));
for (const x of require('./old')) run(x);
function later(x = require('./old')) {
  return (0, require('./old'))() || new (require('./old'))();
}
a.b = require('./old');
require('./old')`x`;
exports.made = wrap(require('./old'));
module.exports.list = list;
