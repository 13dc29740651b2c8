import { NEW } from './a';
console.log(NEW);
