const wrapped = wrap(require('./lib/new'));
const list = [require('./lib/new'), { a: require('./lib/new') }];
const bound = require('./lib/new').bind(null);
class A extends require('./lib/new') {}
if (!require('./lib/new')) run(...require('./lib/new'));
for (const x of require('./lib/new')) run(x);
function later(x = require('./lib/new')) {
  return (0, require('./lib/new'))() || new (require('./lib/new'))();
}
a.b = require('./lib/new');
require('./lib/new')`x`;
exports.made = wrap(require('./lib/new'));
module.exports.list = list;
