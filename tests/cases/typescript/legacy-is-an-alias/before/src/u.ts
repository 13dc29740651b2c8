import { DEFAULT } from './a';
console.log(DEFAULT);
