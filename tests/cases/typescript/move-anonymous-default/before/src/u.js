import X from './old.js';

new X();
