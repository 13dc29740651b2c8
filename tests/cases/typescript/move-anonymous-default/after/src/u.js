import X from './lib/new.js';

new X();
