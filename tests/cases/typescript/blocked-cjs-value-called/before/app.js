require('./old')();
module.exports = () => wrap(require('./old'));
const twin = () => ({ load: () => require('./old') });
require('./old');
